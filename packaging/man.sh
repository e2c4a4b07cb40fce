#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes a manual page, from the pages in doc/ and from the help of the tool, so that nothing is
# written twice:
#   man.sh PAGE.SECTION VERSION SOURCES [OTK PLUGINS]
# PAGE is otk-sandbox, otk-plugin, otk-plugins or otk-plugin-HOOK, which are made from doc/ alone; or otk, otk.ini or
# otk-GROUP, for a group of commands, which ask the tool OTK with the plugins of the folder PLUGINS.
set -eu
page=${1%.*} section=${1##*.} version=$2 sources=$3 tool=${4-} plugins=${5-}
HOME='~'
LC_ALL=C
export HOME LC_ALL
unset XDG_CONFIG_HOME OTK_CONFIG OTK_PROFILE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

upper() {
	tr '[:lower:]' '[:upper:]'
}

dashes() {
	printf '%s' "$1" | sed 's/-/\\-/g'
}

# The date of the release in NEWS.md; none before it is released.
release_date() {
	sed -nE "s/^## $version, ([0-9]{4}-[0-9]{2}-[0-9]{2}).*/\\1/p" "$sources/NEWS.md"
}

# begin SUMMARY: its first word as within a sentence.
begin() {
	first=$(printf %.1s "$1")
	case $section in
	1) manual='User Commands' ;;
	5) manual='File Formats' ;;
	*) manual=Miscellaneous ;;
	esac
	printf '.\\" SPDX-License-Identifier: MIT\n'
	printf '.TH %s %s "%s" "otk %s" "%s"\n' "$(dashes "$page" | upper)" "$section" \
		"$(release_date)" "$version" "$manual"
	printf '.SH NAME\n%s \\- %s%s\n' "$(dashes "$page")" "$(echo "$first" | tr '[:upper:]' '[:lower:]')" \
		"${1#?}"
}

# see PAGE SECTION [PAGE SECTION...]
see() {
	printf '.SH SEE ALSO\n'
	while [ $# -gt 2 ]; do
		printf '.BR %s (%s),\n' "$(dashes "$1")" "$2"
		shift 2
	done
	printf '.BR %s (%s)\n' "$(dashes "$1")" "$2"
}

# markdown PAGE [VARIABLE=VALUE...]: see markdown.awk
markdown() {
	file=$sources/doc/$1
	shift
	for variable; do
		set -- "$@" -v "$variable"
		shift
	done
	awk "$@" -f "$sources/packaging/roff.awk" -f "$sources/packaging/markdown.awk" "$file"
}

# helped PART FILE: see help.awk
helped() {
	awk -v part="$1" -f "$sources/packaging/roff.awk" -f "$sources/packaging/help.awk" "$2"
}

# section_of HEADING PART FILE: the heading and the part, unless the part is empty.
section_of() {
	helped "$2" "$3" >"$work/part"
	[ ! -s "$work/part" ] || { printf '.SH %s\n' "$1"; cat "$work/part"; }
}

# Prints the commands that a list of a help text has.
commands() {
	sed -nE 's/^  ([a-z][a-z0-9.-]*( [a-z]+)?)( [ A-Z[].*)?$/\1/p'
}

# ---- pages of commands

otk() {
	"$tool" --plugin-path "$plugins" "$@" </dev/null
}


# A group of built-in commands has no plugin that has a summary.
group_summary() {
	case $group in
	plugin) echo 'write, test and show plugins of otk' ;;
	profile) echo 'credentials in the configuration file of otk' ;;
	sandbox) echo 'start otk-sandbox and use its control interface' ;;
	token) echo 'tokens for the participants of a session' ;;
	*) otk plugin show "$group" | sed -n 's/^summary: *//p' ;;
	esac
}

# verb_manuals FILE...: the commands of a group.
verb_manuals() {
	for verb; do
		set -- "$@" part=usage "$verb" part=text "$verb" part=options "$verb" part=examples "$verb"
		shift
	done
	awk -v heading=1 -f "$sources/packaging/roff.awk" -f "$sources/packaging/help.awk" "$@"
}

# The pages of doc/ that belong to a command.
chapters() {
	case $1 in
	listen) printf '.SH CALLBACKS\n' && markdown otk.md 'only=|Callbacks|' bare=1 ;;
	profile) printf '.SH NOTES\n' && markdown otk.md 'only=|Profiles|' bare=1 ;;
	esac
}

group_manual() {
	group=${page#otk-}
	otk help "$group" >"$work/group"
	verbs=$(sed -n '/^usage:.* VERB /,$p' "$work/group" | commands)
	if [ ! "$verbs" ]; then
		begin "$(helped text "$work/group" | sed -e 1q | sed 's/\.$//')"
		printf '.SH SYNOPSIS\n.B %s\n.SH DESCRIPTION\n' "$(helped usage "$work/group")"
		helped text "$work/group"
		section_of OPTIONS options "$work/group"
		section_of EXAMPLES examples "$work/group"
	else
		begin "$(group_summary)"
		printf '.SH SYNOPSIS\n.B otk %s\n.I VERB\n[IDS] [OPTIONS]\n.SH DESCRIPTION\n' \
			"$(dashes "$group")"
		printf 'These commands take the global options of\n.BR otk (1)\nas well.\n.SH COMMANDS\n'
		mkdir "$work/verbs"
		number=100
		echo "$verbs" | while read -r verb word; do
			otk help "$group" "$verb" ${word:+"$word"} >"$work/verbs/$((number += 1))"
		done
		verb_manuals "$work/verbs"/*
	fi
	chapters "$group"
	see otk 1 otk.ini 5
}

# ---- other pages

otk_manual() {
	otk help >"$work/help"
	begin 'the OpenTok / Vonage Video REST API from a shell'
	printf '.SH SYNOPSIS\n.B otk\n.I COMMAND\n[IDS] [OPTIONS]\n.SH DESCRIPTION\n'
	markdown otk.md 'without=|Credentials|Callbacks|'
	printf '.SH FEATURES\nThe features that otk was built with, and their commands.\n'
	printf 'The manual of each is called like\n.BR otk\\-archives (1).\n'
	helped 'Features of the service' "$work/help"
	printf '.SH ENVIRONMENT\n'
	helped Credentials "$work/help"
	see otk.ini 5 otk-sandbox 1 otk-plugins 7 otk-plugin 7
}

ini_manual() {
	otk help >"$work/help"
	begin 'credentials and settings of otk'
	printf '.SH SYNOPSIS\n.I $XDG_CONFIG_HOME/otk/config.ini\n.br\n.I \\(ti/.config/otk/config.ini\n'
	printf '.SH DESCRIPTION\n'
	markdown otk.md 'only=|Credentials|' bare=1
	{
		printf '\nSettings:\n'
		sed -n '/^  api_key /,/^Credentials are never/p' "$work/help" | sed '$d'
	} >"$work/settings"
	printf '.SH SETTINGS\n'
	helped Settings "$work/settings"
	see otk 1 otk-profile 1
}

sandbox_manual() {
	begin 'a local server that behaves like the OpenTok / Vonage Video REST API'
	printf '.SH SYNOPSIS\n.B otk\\-sandbox\n[OPTIONS]\n.SH DESCRIPTION\n'
	markdown sandbox.md
	see otk 1
}

# page_of FILE SUMMARY: a page of doc/ as it is.
page_of() {
	begin "$2"
	printf '.SH DESCRIPTION\n'
	markdown "$1"
	see otk 1 otk-sandbox 1
}

case $page.$section in
otk.1) otk_manual ;;
otk.ini.5) ini_manual ;;
otk-sandbox.1) sandbox_manual ;;
otk-plugin.7) page_of plugins.md 'how to write, test and package a plugin of otk' ;;
otk-plugin-fleetlimit.7) page_of fleetlimit.md 'one limit for all processes of a fleet' ;;
otk-plugin-metrics.7) page_of metrics.md 'metrics and traces of otk for Prometheus and OpenTelemetry' ;;
otk-plugins.7) page_of features.md 'the features of otk, a plugin each' ;;
otk-*.1) group_manual ;;
*) echo "man.sh: $page($section) is not a page of otk" >&2 && exit 1 ;;
esac
