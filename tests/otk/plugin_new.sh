#!/bin/sh
# SPDX-License-Identifier: MIT
# otk plugin new: the project builds without a warning, passes otk plugin check, works from C and from
# the command line against the sandbox, and installs.
. "$(dirname "$0")/otk.sh"
requires make pkg-config
export OTK_TEST_BUILDDIR OTK_TEST_SRCDIR
# The tools and an otk.pc of the build tree, as if they were installed.
mkdir "$work/bin" "$work/pc"
ln -s "$OTK_TEST_BUILDDIR/tests/otk/otk" "$work/bin/otk"
ln -s "$OTK_TEST_BUILDDIR/otk-sandbox" "$work/bin/otk-sandbox"
cat >"$work/pc/otk.pc" <<END
prefix=$work/prefix
plugindir=$work/prefix/lib/otk/1
Name: otk
Description: the build tree
Version: 0
Libs: -L$OTK_TEST_BUILDDIR/.libs -lotk -lotk-auth
Cflags: -I$OTK_TEST_SRCDIR/include
END
PATH=$work/bin:$PATH
PKG_CONFIG_PATH=$work/pc
LD_LIBRARY_PATH=$OTK_TEST_BUILDDIR/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
CC=${OTK_TEST_CC:-cc}
CFLAGS="-O0 -Werror ${OTK_TEST_SANITIZE-}"
export PATH PKG_CONFIG_PATH LD_LIBRARY_PATH CC CFLAGS
unset OTK_PLUGIN_PATH MAKEFLAGS MAKELEVEL MFLAGS
cd "$work" || exit

made() {
	make -C "$@" CC="$CC" >"$work/made" 2>&1
	code=$?
	cp "$work/made" "$work/out"
	: >"$work/err"
	return "$code"
}

expect 'a feature' 0 plugin new com.example.my-thing --maintainer 'Ann Example <ann@example.com>'
has 'says what to do next' out 'make check'
for file in com.example.my-thing.c my_thing.h test_my_thing.c test.sh stubs.json Makefile \
	meson.build README.md .gitignore debian/control debian/rules debian/changelog \
	debian/copyright debian/source/format; do
	check "it has $file" test -s "com.example.my-thing/$file"
done
grep -rnE '@[A-Z]+@' com.example.my-thing >"$work/found"
empty 'no word of the template is left' "$work/found"
check 'the maintainer is in debian/control' \
	grep -q '^Maintainer: Ann Example <ann@example.com>$' com.example.my-thing/debian/control
# Valgrind takes seconds; the test of the guide runs it.
printf '#!/bin/sh\nexit 126\n' >"$work/bin/valgrind"
chmod +x "$work/bin/valgrind"
check 'it builds' made com.example.my-thing all
check 'make check' made com.example.my-thing check
has 'the file is tested' out ' 0 failed'
has 'the operations are called' out 'ok   delete'
has 'so is the command line' out 'ok   command line'
check 'make install' made com.example.my-thing install
check 'the plugin is in the plugin folder' test -f prefix/lib/otk/1/com.example.my-thing.so
check 'the header beside those of otk' test -f prefix/include/my_thing.h

expect 'a hook' 0 plugin new com.example.audit --hook --folder audit --json
has 'says where it is' out '"folder":"audit"'
check 'it builds and passes' made audit check
has 'its settings are tried' out 'passed    settings'
has 'and its command line' out 'ok   command line'

# A mistake in the project is reported with the change.
sed -i 's/my_thing_options, size, "size"/my_thing_options, name, "size"/; s/, .min = 1, .max = 1000000,/,/; s/.unit = OTK_UNIT_BYTES, .help = "size/.help = "size/' \
	com.example.my-thing/com.example.my-thing.c
made com.example.my-thing check
check 'two rows for one member' test "$code" -ne 0
has 'are found' out 'two rows name the same member of the struct'

expect 'the folder exists' 2 plugin new com.example.my-thing
has 'says so' err 'File exists'
for id in thing com.example.int com.example.otkit Com.example.x com..x .com.x com.example.9; do
	expect "the name $id" 2 plugin new "$id"
done
has 'the reason' err 'must end in a word that can be a name in C'
finish
