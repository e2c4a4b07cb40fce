#!/bin/sh
# SPDX-License-Identifier: MIT
# Fuzz with libFuzzer: tests/fuzz/fuzz.sh TARGET [SECONDS [BUILD FOLDER]], from the root of the
# source. TARGET: json, auth, decode, options. What it finds is written to the current folder.
set -eu
target=${1:?json, auth, decode or options}
seconds=${2:-600}
build=${3:-.}
corpus=$build/fuzz-$target
mkdir -p "$corpus"
case $target in
json) sources=tests/fuzz/json.c ;;
auth) sources="tests/fuzz/auth.c tests/fuzz/fuzz.c core/auth/*.c" ;;
*)
	sources="tests/fuzz/$target.c tests/fuzz/fuzz.c tests/plugins/features.c core/auth/*.c \
		core/schema/*.c core/schema/*/*.c tests/harness.c tests/schema/same.c"
	sources="$sources plugins/[!cort]*/*.c plugins/ca[lp]*/*.c plugins/connections/*.c \
		plugins/renders/*.c"
	;;
esac
# shellcheck disable=SC2046,SC2086 # lists of words
clang -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	-DOTK_LIBFUZZER -DOTK_PLUGIN_STATIC -Iinclude -I. -I"$build" $sources core/base/*.c \
	-o "$corpus/$target" $(pkg-config --cflags --libs gnutls json-c cunit)
exec "$corpus/$target" -max_total_time="$seconds" -max_len=2048 -timeout=20 -print_final_stats=1 \
	"$corpus"
