#!/bin/sh
# SPDX-License-Identifier: MIT
# Completion in the three shells, from the scripts that the tool prints and from the installed files.
. "$(dirname "$0")/otk.sh"
PATH=$(dirname "$otk"):$PATH
export PATH
files=$OTK_TEST_SRCDIR/tools/otk/completion

# offers NAME WORDS... -- TEXT...: the shell offers each of these lines; "!x": it does not offer x.
offers() {
	offers_name="$shell: $1"
	shift
	typed=
	while [ "$1" != -- ]; do
		typed="$typed $1"
		shift
	done
	shift
	"complete_$shell" "otk$typed" >"$work/out" 2>"$work/err" </dev/null
	code=$?
	for line; do
		case $line in
		!*) ! grep -qxF -e "${line#!}" "$work/out" ;;
		*) grep -qxF -e "$line" "$work/out" ;;
		esac || { bad_run "$offers_name: $line"; return; }
	done
	good "$offers_name"
}

# Each prints what its shell offers after the words of a command line.
complete_bash() {
	bash --norc --noprofile -c '
		eval "$1"
		read -ra COMP_WORDS <<<"$2"
		[[ $2 == *" " ]] && COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_otk
		printf "%s\n" "${COMPREPLY[@]}"' bash "$script" "$1"
}
complete_zsh() {
	zsh -fc '
		compdef() { defined="$*" }
		compadd() { print -l -- ${(M)${(P)2}:#${words[CURRENT]}*} }
		eval "$1"
		[[ $defined == "_otk otk" ]] || exit 9
		words=("${(@s: :)2}")
		CURRENT=${#words}
		_otk' zsh "$script" "$1"
}
complete_fish() {
	fish --no-config -c 'printf %s $argv[1] | source; complete -C $argv[2]' "$script" "$1"
}
# The installed files: found by name, as the shells do.
complete_bash_file() {
	script=$(cat "$files/otk") complete_bash "$1"
}
complete_zsh_file() {
	zsh -fc '
		fpath=("$1")
		compdef() { :; }
		compadd() { print -l -- ${(M)${(P)2}:#${words[CURRENT]}*} }
		autoload -Uz _otk
		words=("${(@s: :)2}")
		CURRENT=${#words}
		_otk' zsh "$files" "$1"
}
complete_fish_file() {
	fish --no-config -c 'source $argv[1]; complete -C $argv[2]' "$files/otk.fish" "$1"
}

mkdir -p "$HOME/.config/otk"
cat >"$HOME/.config/otk/config.ini" <<-END
	[profile live]
	api_key = 1
	api_secret = s
	[profile \$(touch $work/ran)]
	api_key = 2
	api_secret = s
END
chmod 600 "$HOME/.config/otk/config.ini"

for name in bash zsh fish; do
	expect "$name: the script" 0 completion "$name"
	script=$(cat "$work/out")
	if ! command -v "$name" >/dev/null; then
		skip "$name: it is not installed"
		continue
	fi
	for shell in "$name" "${name}_file"; do
		offers 'the first word' arch -- archives '!broadcasts'
		offers 'built-in commands, once' prof -- profile
		check "$shell: once" test "$(grep -cx profile "$work/out")" -eq 1
		offers 'verbs' archives st -- start stop '!list'
		offers 'verbs of a command' profile '' -- add list use check
		offers 'options' archives start --out -- --output-mode '!--name'
		offers 'values' archives start --output-mode '' -- individual composed
		offers 'labels' session create --media-mode rou -- routed
		offers 'profiles' archives list --profile '' -- live
		offers 'profiles as a word' profile use '' -- live
		offers 'shells' completion z -- zsh
	done
	shell=$name
	case $name in
	bash) offers 'a value after =' token create --role = mod -- moderator ;;
	*) offers 'a value after =' token create --role=mod -- --role=moderator ;;
	esac
done
check 'nothing of a profile was run' test ! -e "$work/ran"
expect 'the tool itself' 0 __complete archives list --profile ''
has 'offers names of profiles' out live
lacks 'no name that a shell would run' out touch
expect 'another shell' 2 completion tcsh
has 'which there are' err 'known are bash, zsh, fish'
finish
