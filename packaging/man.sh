#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the manual page of a tool from its own help, so that nothing is written twice:
#   man.sh otk VERSION PROGRAM [OPTIONS...] | man.sh otk-sandbox VERSION PROGRAM
#   man.sh otk-plugins VERSION doc/features.md
set -eu
name=$1 version=$2
shift 2
HOME='~'
LC_ALL=C
export HOME LC_ALL
unset XDG_CONFIG_HOME OTK_CONFIG OTK_PROFILE

upper() {
	tr '[:lower:]' '[:upper:]'
}

# Prints text without filling; nothing in it is a request of troff.
verbatim() {
	printf '.nf\n'
	sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\\([.']\\)/\\\\\\&\\1/"
	printf '.fi\n'
}

# begin SUMMARY SYNOPSIS
begin() {
	printf '.TH %s 1 "" "otk %s" "User Commands"\n' "$(echo "$name" | upper)" "$version"
	printf '.SH NAME\n%s \\- %s\n.SH SYNOPSIS\n' "$(echo "$name" | sed 's/-/\\-/g')" "$1"
	printf '%s\n.SH DESCRIPTION\n' "$2"
}

# Prints the commands that a help text lists.
commands() {
	sed -nE 's/^  ([a-z][a-z0-9.-]*)( .*)?$/\1/p'
}

otk_manual() {
	"$@" help >/dev/null
	begin 'the OpenTok / Vonage Video REST API from a shell' '.B otk
.I COMMAND
[IDS] [OPTIONS]'
	printf '%s\n' 'Features come from the tables of the plugins that are installed.' \
		'Those that were built with otk are below; otk help shows the present ones.'
	"$@" help | sed 1d | verbatim
	{
		"$@" help | sed -n '/^usage/,/^Features/p' | commands | uniq
		"$@" help | sed -n '/^Features/,/^More/p' | commands
	} | while read -r feature; do
		printf '.SH OTK %s\n' "$(echo "$feature" | upper)"
		verbs=$("$@" help "$feature" </dev/null | sed -n '/^usage:.* VERB /,$p' | commands)
		[ "$verbs" ] || "$@" help "$feature" </dev/null | sed '/^Global options, /,$d' | verbatim
		for verb in $verbs; do
			printf '.SS %s\n' "$verb" | sed 's/-/\\-/g'
			"$@" help "$feature" "$verb" </dev/null | sed '/^Global options, /,$d' | verbatim
		done
	done
	printf '.SH SEE ALSO\n.BR otk\\-sandbox (1)\n'
}

sandbox_manual() {
	"$@" --help >/dev/null
	begin 'a local server that behaves like the OpenTok / Vonage Video REST API' '.B otk\-sandbox
[OPTIONS]'
	"$@" --help | sed 1d | verbatim
	printf '.SH SEE ALSO\n.BR otk (1)\n'
}

# Sections and examples of the page; a list of the plugins that otk comes with.
plugins_manual() {
	printf '.TH OTK\\-PLUGINS 7 "" "otk %s" "Miscellaneous"\n' "$version"
	printf '.SH NAME\notk\\-plugins \\- the features of otk, a plugin each\n.SH DESCRIPTION\n'
	sed -e 1d -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\\([.']\\)/\\\\\\&\\1/" "$1" | awk '
		/^```./ { print ".PP\n.RS 4\n.nf"; code = 1; next }
		/^```/ { print ".fi\n.RE"; code = 0; next }
		code { print; next }
		/^## / { print ".SH " toupper(substr($0, 4)); next }
		/^$/ { blank = 1; next }
		{ if (blank) print ".PP"; blank = 0; gsub(/`/, ""); print }'
	printf '.SH SEE ALSO\n.BR otk (1),\n.BR otk\\-sandbox (1)\n'
}

case $name in
otk-plugins) plugins_manual "$@" ;;
otk) otk_manual "$@" ;;
otk-sandbox) sandbox_manual "$@" ;;
esac
