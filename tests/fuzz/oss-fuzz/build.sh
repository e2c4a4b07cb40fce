#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Called by OSS-Fuzz with CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, OUT and SRC set. The libraries
# that the targets need are put beside them, because the targets run elsewhere.
cd "$SRC/otk"
autoreconf -fi
targets='auth callback config date decode http json options redact sandbox tables url'

# The same targets as tests: they write the seeds.
mkdir -p "$WORK/tests" "$WORK/fuzz"
cd "$WORK/tests"
CC=gcc CXX=g++ CFLAGS=-O1 CXXFLAGS=-O1 "$SRC/otk/configure" --quiet --disable-openssl
cd "$WORK/fuzz"
"$SRC/otk/configure" --quiet --disable-openssl CPPFLAGS=-DOTK_LIBFUZZER

for target in $targets; do
	make -C "$WORK/tests" -j"$(nproc)" "tests/fuzz/$target"
	make -C "$WORK/fuzz" -j"$(nproc)" "tests/fuzz/$target" \
		CCLD="$CXX" LDFLAGS="$CXXFLAGS $LIB_FUZZING_ENGINE -Wl,-rpath,'\$\$ORIGIN/lib'"
	cp "$WORK/fuzz/tests/fuzz/$target" "$OUT/otk_$target"
	rm -rf "$WORK/seeds"
	mkdir "$WORK/seeds"
	OTK_TEST_SRCDIR="$SRC/otk" OTK_FUZZ_WRITE="$WORK/seeds" "$WORK/tests/tests/fuzz/$target"
	zip -qj "$OUT/otk_${target}_seed_corpus.zip" "$WORK"/seeds/*
done

mkdir -p "$OUT/lib"
for target in $targets; do
	ldd "$OUT/otk_$target"
done | awk '/=> \// { print $3 }' | sort -u | grep -vE '/(libc|libm|libpthread|libdl|librt)\.so' |
	xargs -I{} cp -L {} "$OUT/lib/"
