#!/bin/sh
# SPDX-License-Identifier: MIT
# The Python package: its tests with cffi and with ctypes, against otk-sandbox; its wheel and sdist.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
build=${OTK_TEST_BUILDDIR:?}
python=${OTK_TEST_PYTHON-}
if [ -z "$python" ]; then
	skip_rest 'configured without Python'
fi
if [ "${OTK_TEST_SANITIZE-}" ]; then
	skip_rest 'Python cannot load a library with sanitizers'
fi
if ! "$python" -c 'import pytest' 2>"$work/found"; then
	skip_rest "pytest is not installed for $python (python3-pytest)"
fi
cp -R "$OTK_TEST_SRCDIR/bindings/python/otk" "$work/otk"
chmod -R u+w "$work/otk"
stubs=$build/bindings/python/otk/features.pyi
[ ! -f "$stubs" ] || cp "$stubs" "$work/otk"
OTK_LIBRARY=$build/.libs
OTK_SANDBOX=$build/otk-sandbox
PYTHONPATH=$work
PYTHONDONTWRITEBYTECODE=1
MYPY_CACHE=$build/tests/bindings/mypy
export OTK_LIBRARY OTK_SANDBOX PYTHONPATH PYTHONDONTWRITEBYTECODE MYPY_CACHE

# The tests use all features.
cat >"$work/missing.py" <<'PROGRAM'
import os, re
from otk._description import installed

text = open(os.environ["OTK_TEST_SRCDIR"] + "/plugins/plugins.m4").read()
wanted = re.findall(r"^OTK_(?:FEATURE|PLUGIN)\(\[(\w+)\]", text, re.MULTILINE)
found = {plugin["name"] for plugin in installed().plugins}
print(*(name for name in wanted if name not in found and name != "openssl"))
PROGRAM
missing=$("$python" "$work/missing.py")
if [ "$missing" ]; then
	skip_rest "plugins that are not built: $missing"
fi

# suite BACKEND [OPTIONS...]: each test of pytest counts.
suite() {
	name=$1
	shift
	OTK_PYTHON_BACKEND=$name "$python" -m pytest -q -p no:cacheprovider -rsfE --color=no "$@" \
		"$OTK_TEST_SRCDIR/tests/bindings/python" >"$work/$name.log" 2>&1
	status=$?
	total=$(tail -n 1 "$work/$name.log")
	if [ $status -eq 0 ]; then
		good "$name: $total"
	else
		grep -E '^(E  |FAILED|ERROR)' "$work/$name.log" >"$work/$name.short" ||
			cp "$work/$name.log" "$work/$name.short"
		bad "$name: $total" "$work/$name.short"
	fi
	sed -n "s/^SKIPPED/$name: /p" "$work/$name.log" | while IFS= read -r line; do
		skip "$line"
	done
}
suite ctypes
if "$python" -c 'import _cffi_backend' 2>/dev/null; then
	suite cffi --deselect test_typing.py --ignore="$OTK_TEST_SRCDIR/tests/bindings/python/test_typing.py"
else
	skip 'cffi is not installed (python3-cffi-backend)'
fi

# ---- where the library is found

site=$work/prefix/lib/python3/site-packages
plugins=$work/prefix/lib/otk/1
mkdir -p "$site" "$work/program" "$plugins"
[ ! -f "$build/.libs/structs.so" ] || cp "$build/.libs/structs.so" "$plugins/"
chmod 755 "$work" "$work/prefix" "$work/prefix/lib" "$work/prefix/lib/otk" "$plugins"
cp -R "$work/otk" "$site/otk"
for file in "$build"/.libs/libotk.so.0 "$build"/.libs/libotk-auth.so.0; do
	cp -L "$file" "$work/prefix/lib/"
	: >"$work/prefix/${file##*/}" # a stranger's
done
cat >"$work/program/maps.py" <<'PROGRAM'
import otk
from otk import _native

print(_native._places("libotk.so.0"))
otk.Client(api_key="123456", api_secret="not-a-real-secret").session
maps = {line.split()[-1] for line in open("/proc/self/maps") if "libotk" in line}
print(sorted(maps))
PROGRAM
echo "['$work/prefix/lib/libotk.so.0', 'libotk.so.0']
['$work/prefix/lib/libotk-auth.so.0', '$work/prefix/lib/libotk.so.0']" >"$work/expected"
(
	unset OTK_LIBRARY
	OTK_PLUGIN_PATH=$plugins PYTHONPATH=$site "$python" "$work/program/maps.py" >"$work/said" 2>&1
)
same 'an installed package uses the library of its prefix' "$work/expected" "$work/said"

# ---- wheel and sdist

if [ ! -f "$stubs" ] || ! "$python" -c 'import setuptools, wheel' 2>/dev/null; then
	skip_rest 'wheel and sdist: they need setuptools, wheel and the generated type stubs'
fi
check 'a wheel and an sdist are made' sh "$OTK_TEST_SRCDIR/bindings/python/dist.sh" "$python" \
	"$OTK_TEST_SRCDIR/bindings/python" "$stubs" "$work/dist"
mkdir "$work/wheel" "$work/sdist"
check 'the wheel can be unpacked' "$python" -m zipfile -e "$work"/dist/otk-*.whl "$work/wheel"
cat >"$work/program/program.py" <<'PROGRAM'
import otk

print(otk.__file__, otk.Key(api_key="123456", api_secret="not-a-real-secret").id)
PROGRAM
PYTHONPATH=$work/wheel "$python" "$work/program/program.py" >"$work/said" 2>&1
echo "$work/wheel/otk/__init__.py 123456" >"$work/expected"
same 'a program runs with what the wheel installs' "$work/expected" "$work/said"
(cd "$work/wheel" && find . -type f ! -path '*.dist-info/*' | sort) >"$work/installed"
(cd "$work" && find ./otk -type f ! -name '*.pyc' | sort) >"$work/wanted"
same 'the wheel has each file of the package' "$work/wanted" "$work/installed"
check 'the wheel offers its fixtures to pytest' \
	grep -q 'otk = otk.pytest_plugin' "$work"/wheel/*.dist-info/entry_points.txt
tar -xzf "$work"/dist/otk-*.tar.gz -C "$work/sdist"
again() {
	cd "$work"/sdist/otk-* && "$python" setup.py --quiet bdist_wheel --dist-dir "$work/again"
}
check 'the sdist makes a wheel' again
check 'it is the same wheel' sh -c '
	for one in "$1/dist" "$1/again"; do
		"$2" -m zipfile -l "$one"/*.whl | cut -d " " -f 1 | sort >"$one.names" || exit
	done
	cmp "$1/dist.names" "$1/again.names"' sh "$work" "$python"
finish
