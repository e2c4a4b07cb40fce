#!/bin/sh
# SPDX-License-Identifier: MIT
# The files for distributions agree with the sources: plugins, ABI, version, symbols.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
top=$OTK_TEST_SRCDIR
info=$top/packaging/plugins.sh
spec=$top/packaging/rpm/otk.spec
apkbuild=$top/packaging/alpine/APKBUILD
version=$(sh "$info" version)
sh "$info" names >"$work/plugins"
check 'there are plugins' test "$(wc -l <"$work/plugins")" -ge 15
sh "$info" abi | tr ' ' '\n' | tail -n 1 >"$work/abi"

# equal NAME EXPECTED ACTUAL
equal() {
	echo "expected \"$2\", found \"$3\"" >"$work/unequal"
	if [ "$2" = "$3" ]; then good "$1"; else bad "$1" "$work/unequal"; fi
}

# ---- Debian: copy.sh in a copy of the files it reads
mkdir -p "$work/tree/include/otk" "$work/tree/plugins"
cp -r "$top/packaging" "$work/tree/"
cp "$top/configure.ac" "$work/tree/"
cp "$top/include/otk/plugin.h" "$work/tree/include/otk/"
cp "$top/plugins/plugins.m4" "$work/tree/plugins/"
chmod -R u+w "$work/tree"
copy() {
	(cd "$work/tree" && sh packaging/debian/copy.sh "$@")
}
check 'copy.sh makes debian/' copy
debian=$work/tree/debian
sed -n 's/^Package: otk-plugin-//p' "$debian/control" | grep -vx 's-all' | sort >"$work/packages"
sed -n 's/^Package: //p' "$debian/control" | sort >"$work/all"
sort "$work/plugins" >"$work/sorted"
grep -v '^otk-plugins-all$' "$work/all" | sed -n 's/^otk-plugin-//p' >"$work/packages"
same 'each plugin has a package' "$work/sorted" "$work/packages"
for name in libotk-auth0 libotk0 libotk-dev otk otk-sandbox otk-doc otk-plugins-all python3-otk; do
	check "package $name" grep -qx "$name" "$work/all"
done
grep -rnE '@(VERSION|MAINTAINER|URL|PLUGIN|SUMMARY|USES)@' "$debian" >"$work/found"
empty 'no word of the templates is left' "$work/found"
check 'the version is that of configure.ac' grep -q "^otk ($version-1) " "$debian/changelog"
# used NAME: the plugins whose packages are named in the dependencies of one package; standard input has
# lines of a package, a blank, what it depends on.
used() {
	sed -nE 's/^otk-plugin-([a-z]+) .*otk-plugin-([a-z]+)( .*)?$/\1:\2/p' | grep -v ':abi$' >"$work/used"
	same "$1: packages depend on the plugins that they use" "$work/uses" "$work/used"
}
sh "$info" uses >"$work/uses"
check 'a plugin uses another one' grep -qx 'sync:archives' "$work/uses"
sed -nE '/^Package: /h; /^Depends: /{s/ \(>=[^)]*\),.*//; H; x; s/^Package: (.*)\nDepends:/\1/p}' "$debian/control" >"$work/listed"
used debian/control <"$work/listed"
# The tests that autopkgtest and script/package run: each has a file, and names packages that exist.
sed -n 's/^Tests: //p' "$debian/tests/control" | sort >"$work/tests"
find "$debian/tests" -type f ! -name control -perm -u+x -exec basename {} \; | sort >"$work/files"
same 'each test of the packages has a program' "$work/tests" "$work/files"
sed -n 's/^Depends: //p' "$debian/tests/control" | tr -d ' ' | tr , '\n' | grep -E 'otk' | sort -u |
	comm -23 - "$work/all" >"$work/found"
empty 'they name packages of otk that exist' "$work/found"
awk '/^Description:/ { if (length($0) - 13 > 80) print }' "$debian/control" >"$work/found"
empty 'summaries have at most 80 characters' "$work/found"
check 'copy.sh --builtin' copy --builtin 'sip trace'
grep -E '^Package: otk-plugin-(sip|trace)$' "$debian/control" >"$work/found"
empty 'a built-in plugin has no package' "$work/found"
if copy --builtin nothing >"$work/said" 2>&1; then
	bad 'an unknown plugin' "$work/said"
else
	check 'an unknown plugin is named' grep -q '"nothing" is not a plugin' "$work/said"
fi
for library in libotk-auth libotk; do
	sed -nE "s/^$library: ([a-z0-9_]+)@@(.*)/\\1@\\2/p" "$top/tests/abi/otk.symbols" | sort
done >"$work/exported"
sed -nE 's/^ (otk_[a-z0-9_]+@[A-Z0-9_]+) .*/\1/p' "$top/packaging/debian/libotk-auth0.symbols" \
	"$top/packaging/debian/libotk0.symbols" | sort >"$work/listed"
sort -o "$work/exported" "$work/exported"
same 'the symbols files list each function' "$work/exported" "$work/listed"
if command -v dh >/dev/null; then
	if (cd "$work/tree" && copy && dh binary --no-act --with autoreconf) >"$work/plan" 2>&1; then
		good 'debhelper reads debian/'
	else
		bad 'debhelper reads debian/' "$work/plan"
	fi
	check 'the addon puts dh_otk into the sequence' sh -c '
		cd "$1" && PERL5LIB=packaging/debhelper dh binary --no-act --with otk | grep "dh_otk\$"' \
		sh "$work/tree"
else
	skip 'debhelper is not here'
fi
if command -v podchecker >/dev/null; then
	check 'the manual of dh_otk' podchecker -warnings "$top/packaging/debhelper/dh_otk"
fi

# ---- what distributions copy: the lists in the files are those that plugins.sh writes
check 'plugins.sh update' sh "$work/tree/packaging/plugins.sh" update
for file in rpm/otk.spec alpine/APKBUILD; do
	same "$file is up to date: run packaging/plugins.sh update" "$work/tree/packaging/$file" \
		"$top/packaging/$file"
done

# ---- RPM
sed -n 's/^%global plugins //p' "$spec" | tr ' ' '\n' | sort >"$work/listed"
same 'otk.spec lists each plugin' "$work/sorted" "$work/listed"
equal 'otk.spec: the version' "$version" "$(sed -n 's/^Version: *//p' "$spec")"
equal 'otk.spec: the plugin ABI' "$(cat "$work/abi")" \
	"$(sed -n 's/^%global plugin_abi //p' "$spec").$(sed -n 's/^%global plugin_abi_minor //p' "$spec")"
equal 'otk.spec: the address' "$(sh "$info" url)" "$(sed -n 's/^URL: *//p' "$spec")"
if command -v rpmspec >/dev/null; then
	check 'rpmspec reads otk.spec' rpmspec -P "$spec"
	rpmspec -P "$spec" 2>&1 >"$work/expanded" | sort -u >"$work/found"
	empty 'rpmspec has no warning' "$work/found"
	rpmspec -q --qf '%{name}\n' "$spec" 2>/dev/null | sed -n 's/^otk-plugin-//p' |
		sort >"$work/listed"
	same 'otk.spec makes a package for each plugin' "$work/sorted" "$work/listed"
	sed -n 's,^/usr/lib[^/]*/otk/[0-9]*/\(.*\)\.so$,\1,p' "$work/expanded" | sort >"$work/listed"
	same 'each with its file' "$work/sorted" "$work/listed"
	rpmspec -q --qf '[%{=name} %{requires}\n]' "$spec" 2>/dev/null | sed 's/(.*//' >"$work/requires"
	check 'otk-plugins-all requires each' test "$(wc -l <"$work/sorted")" = \
		"$(grep -c '^otk-plugins-all otk-plugin-' "$work/requires")"
	grep -v ' otk-plugin-abi$' "$work/requires" >"$work/listed"
	used otk.spec <"$work/listed"
	check 'libotk provides the ABI' grep -qx "Provides: otk-plugin-abi($(cat "$work/abi"))" \
		"$work/expanded"
else
	skip 'rpmspec is not here'
fi
if command -v rpmlint >/dev/null; then
	# Mandriva's rule for names, and a tag that RPM 4.6 made superfluous.
	rpmlint "$spec" 2>&1 | grep -E ' [EW]: ' |
		grep -vE 'lib-package-without-%mklibname|no-buildroot-tag' >"$work/found"
	empty 'rpmlint' "$work/found"
else
	skip 'rpmlint is not here'
fi

# ---- Alpine
check 'sh reads APKBUILD' sh -n "$apkbuild"
cat >"$work/apk.sh" <<'SCRIPT'
set -eu
CBUILD=x CHOST=x
amove() { echo "file $subpkgname $1"; }
make() { echo "make $*"; }
. "$1"
subpkgdir=$2/sub pkgdir=$2/pkg
mkdir -p "$pkgdir"
echo "version $pkgver"
echo "url $url"
echo "abi $_abi.$_abi_minor"
for sub in $subpackages; do
	name=${sub%%:*} function=
	case $sub in
	*:*) function=${sub#*:} function=${function%%:*} ;;
	*) function=${sub#"$pkgname-"} ;;
	esac
	echo "package $name"
	case $function in
	dev | doc) continue ;; # abuild has these functions
	esac
	subpkgname=$name depends='' pkgdesc=''
	"$function"
	[ "$pkgdesc" ] && echo "depends $name:$depends"
done
package
SCRIPT
mkdir -p "$work/apk"
sh "$work/apk.sh" "$apkbuild" "$work/apk" >"$work/said" 2>&1
check 'APKBUILD and all its functions run' test $? = 0
sed -n 's/^package otk-plugin-//p' "$work/said" | sort >"$work/listed"
same 'APKBUILD makes a package for each plugin' "$work/sorted" "$work/listed"
sed -n 's,^file .* usr/lib/otk/[0-9]*/\(.*\)\.so$,\1,p' "$work/said" | sort >"$work/listed"
same 'each with its file' "$work/sorted" "$work/listed"
sed -n 's/^depends \(otk-plugin-.*\):otk-plugin-abi.* otk-plugin-abi[^ ]*/\1/p' "$work/said" |
	sed 's/=.*//' >"$work/listed"
used APKBUILD <"$work/listed"
equal 'otk-plugins-all depends on each' "$(wc -l <"$work/sorted")" \
	"$(sed -n 's/^depends otk-plugins-all://p' "$work/said" | tr ' ' '\n' | grep -c "=$version-r0")"
equal 'APKBUILD: the version' "version $version" "$(grep '^version ' "$work/said")"
equal 'APKBUILD: the plugin ABI' "abi $(cat "$work/abi")" "$(grep '^abi ' "$work/said")"
equal 'APKBUILD: the address' "url $(sh "$info" url)" "$(grep '^url ' "$work/said")"

# ---- others
check 'NEWS.md has this version' grep -q "^## $version" "$top/NEWS.md"
equal 'otk.wrap: the version' "otk-$version" "$(sed -n 's/^directory = //p' "$top/packaging/meson/otk.wrap")"
equal 'the licence of REUSE' "$(cat "$top/LICENSE")" "$(cat "$top/LICENSES/MIT.txt")"
if command -v reuse >/dev/null && git -C "$top" rev-parse --git-dir >/dev/null 2>&1; then
	check 'reuse lint' reuse --root "$top" lint
else
	skip 'reuse is not here, or this is not a clone'
fi
sed -n 's/^## //p' "$top/doc/features.md" | sort | comm -13 - "$work/sorted" >"$work/found"
empty 'script/package can use each plugin: doc/features.md has a section' "$work/found"
finish
