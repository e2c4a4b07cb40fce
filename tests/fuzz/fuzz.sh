#!/bin/sh
# SPDX-License-Identifier: MIT
# Long runs of the fuzz targets with libFuzzer (make fuzz), what they cover, and what is kept of them.
#
#   tests/fuzz/fuzz.sh run [TARGET...]       FUZZ_SECONDS (300) each; what is found is in the folder
#                                            fuzz/found, what was learnt in fuzz/corpus/TARGET
#   tests/fuzz/fuzz.sh coverage [TARGET...]  lines and branches that the corpus reaches, with gcov; they
#                                            are also written into fuzz/coverage.txt
#   tests/fuzz/fuzz.sh keep [TARGET...]      writes the smallest part of the corpus that reaches the
#                                            same into TARGET.txt of tests/fuzz/data/
#
# To be called in a build folder in which the tests are built. Builds in its folder fuzz/. Without
# TARGET: all of them.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
OTK_TEST_SRCDIR=$source
export OTK_TEST_SRCDIR
all='auth callback config date decode http json options redact sandbox tables url'
most=60 # inputs that are kept of a target

# Each target and the files that it is for.
files_of() {
	case $1 in
	auth) echo 'core/auth/' ;;
	callback) echo 'plugins/callbacks/ core/schema/decode/ core/base/json/json_read' ;;
	config) echo 'tools/otk/settings/config_file' ;;
	date) echo 'core/transport/http/date' ;;
	decode) echo 'core/schema/decode/decode_object core/schema/decode/decode_value
		core/schema/decode/decode_response core/schema/decode/decoder core/base/json/json_read' ;;
	http) echo 'core/transport/http/re core/transport/outcome core/client/call/response
		core/client/call/service_error core/client/call/meaning' ;;
	json) echo 'core/base/json/json_read core/base/json/json_string core/base/json/json_number' ;;
	options) echo 'core/schema/decode/decode_options core/schema/validate/
		core/schema/encode/' ;;
	redact) echo 'core/base/error/redact core/base/error/quote core/client/call/service_error' ;;
	sandbox) echo 'tools/sandbox/request/ tools/sandbox/service/ tools/sandbox/control/
		tools/sandbox/http/ tools/sandbox/base/' ;;
	tables) echo 'core/schema/check/ core/schema/describe' ;;
	url) echo 'core/transport/http/url' ;;
	esac
}

usage() {
	sed -n '3,15s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

# build KIND ARGS... -- TARGETS: a build folder of its own for each kind.
configured() {
	kind=$1
	shift
	mkdir -p "fuzz/$kind"
	(cd "fuzz/$kind" && { [ -f Makefile ] || "$source/configure" --quiet --enable-strict \
		--disable-openssl "$@"; })
}

build_fuzzers() {
	sanitizers='-fsanitize=address,undefined -fno-sanitize-recover=undefined'
	configured libfuzzer CC=clang CXX=clang++ CPPFLAGS=-DOTK_LIBFUZZER \
		CFLAGS="-g -O1 -fsanitize=fuzzer-no-link $sanitizers" LDFLAGS="$sanitizers"
	for target in $targets; do
		make -s -C fuzz/libfuzzer "tests/fuzz/$target" \
			LDFLAGS="-fsanitize=fuzzer $sanitizers" >/dev/null
	done
}

corpus_of() {
	mkdir -p "fuzz/corpus/$1" fuzz/found
	OTK_FUZZ_WRITE=fuzz/corpus/$1 "tests/fuzz/$1" || true
}

# fuzz/executions.txt gets a line for each run: target, executions, seconds.
run() {
	build_fuzzers
	failed=0
	seconds=${FUZZ_SECONDS:-300}
	for target in $targets; do
		corpus_of "$target" >/dev/null
		"fuzz/libfuzzer/tests/fuzz/$target" -max_total_time="$seconds" -max_len=2048 -timeout=20 \
			-print_final_stats=1 -artifact_prefix="fuzz/found/$target-" \
			"fuzz/corpus/$target" >"fuzz/$target.log" 2>&1 || {
			failed=1
			grep -vE '^#[0-9]+|^	(NEW|REDUCE)' "fuzz/$target.log" | tail -n 40
		}
		executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz/$target.log")
		printf '%s\t%s\t%s\n' "$target" "${executed:-0}" "$seconds" >>fuzz/executions.txt
		printf '%-9s %s executions in %s s, %s inputs in the corpus\n' "$target" \
			"${executed:-0}" "$seconds" "$(find "fuzz/corpus/$target" -type f | wc -l)"
	done
	return $failed
}

# The files of the corpus through a build with gcc's counters.
coverage() {
	configured coverage CC=gcc CXX=g++ CFLAGS='-g -O0 --coverage' LDFLAGS=--coverage
	for target in $targets; do
		make -s -C fuzz/coverage "tests/fuzz/$target" >/dev/null
	done
	touch fuzz/coverage.txt
	for target in $targets; do
		find fuzz/coverage -name '*.gcda' -exec rm -f {} +
		corpus_of "$target"
		OTK_FUZZ_READ=$PWD/fuzz/corpus/$target "fuzz/coverage/tests/fuzz/$target" >/dev/null ||
			echo "fuzz: $target: an input of the corpus is wrong"
		report "$target" >fuzz/coverage/line
		cat fuzz/coverage/line
		{
			grep -v "^$target " fuzz/coverage.txt || true
			cat fuzz/coverage/line
		} | sort >fuzz/coverage/lines
		mv fuzz/coverage/lines fuzz/coverage.txt
	done
}

# TARGET: lines N % of M, branches N % of M. Objects have names of their own, so a file of gcov belongs to
# the target if its source does. A source that was compiled twice counts once.
report() {
	# shellcheck disable=SC2046 # words
	(cd fuzz/coverage && find core plugins tools -name '*.gcda' -exec gcov --json-format \
		--stdout --branch-probabilities {} + 2>/dev/null) | perl -MJSON::PP -e '
		my ($target, @parts) = @ARGV;
		my (%lines, %branches);
		while (my $text = <STDIN>) {
			my $report = eval { decode_json($text) } or next;
			for my $file (@{$report->{files}}) {
				my ($name) = $file->{file} =~ m{((?:core|plugins|tools)/.*\.c)$} or next;
				grep { index($name, $_) == 0 } @parts or next;
				for my $line (@{$file->{lines}}) {
					my ($at, $n) = ("$name:$line->{line_number}", 0);
					$lines{$at} += $line->{count};
					for (grep { !$_->{throw} } @{$line->{branches}}) {
						$branches{$at . "/" . $n++} += $_->{count};
					}
				}
			}
		}
		die "fuzz: $target: nothing was counted\n" unless %lines;
		sub share {
			my $of = shift;
			my $n = keys %$of;
			return sprintf "%5.1f %% of %d", $n ? 100 * grep({ $_ } values %$of) / $n : 100, $n;
		}
		printf "%-9s lines %s, branches %s\n", $target, share(\%lines), share(\%branches);
	' "$1" $(files_of "$1")
}

keep() {
	build_fuzzers
	for target in $targets; do
		rm -rf "fuzz/merged/$target" fuzz/kept
		mkdir -p "fuzz/merged/$target" fuzz/kept "$source/tests/fuzz/data"
		"fuzz/libfuzzer/tests/fuzz/$target" -merge=1 -max_len=600 -verbosity=0 \
			"fuzz/merged/$target" "fuzz/corpus/$target" 2>/dev/null
		# The smallest ones.
		(cd "fuzz/merged/$target" && ls -Sr | head -n "$most") | while read -r file; do
			cp "fuzz/merged/$target/$file" fuzz/kept
		done
		{
			grep -s '^' "$source/tests/fuzz/data/$target.txt" || true
			OTK_FUZZ_KEEP=fuzz/kept "tests/fuzz/$target"
		} | LC_ALL=C sort -u >fuzz/kept.txt
		cp fuzz/kept.txt "$source/tests/fuzz/data/$target.txt"
		echo "$target: $(wc -l <fuzz/kept.txt) inputs"
	done
}

command=${1-}
[ $# = 0 ] || shift
targets=${*:-$all}
case $command in
run | coverage | keep) "$command" ;;
*) usage ;;
esac
