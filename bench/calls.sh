#!/bin/sh
# SPDX-License-Identifier: MIT
# Calls: times beside bare libcurl, then counts (those of "100 in flight" are for 100 calls). Run in
# the build folder after "make bench/calls"; "make bench" does both.
set -eu
here=$(dirname "$0")
bench/calls
echo
sh "$here/count.sh" bench/calls
