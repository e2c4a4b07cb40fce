#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes a wheel and an sdist of the Python package, without a network:
#   dist.sh PYTHON SOURCES STUBS FOLDER
set -eu
python=$1
sources=$(cd "$2" && pwd)
stubs=$(cd "$(dirname "$3")" && pwd)/$(basename "$3")
mkdir -p "$4"
folder=$(cd "$4" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/package"
(cd "$sources" && tar -cf - --exclude=__pycache__ --exclude=site_folder.py --exclude=dist.sh \
	--mode=u+w .) | (cd "$work/package" && tar -xf -)
cp "$stubs" "$work/package/otk/features.pyi"
cd "$work/package"
"$python" setup.py --quiet sdist --dist-dir "$folder" bdist_wheel --dist-dir "$folder" \
	>"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
ls "$folder"
