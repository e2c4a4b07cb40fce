#!/bin/sh
# SPDX-License-Identifier: MIT
# The pictures of doc/layouts.md are what the sandbox composes: pictures.sh compares them,
# pictures.sh --write writes them.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"

requires curl
pictures=$OTK_TEST_SRCDIR/doc/layouts
[ "${1-}" != --write ] || mkdir -p "$pictures"

# streams NAME[:CLASS…]…: the JSON of streams; a name that ends in "!" is a shared screen.
streams() {
	separator=
	for word; do
		name=${word%%:*}
		classes=
		[ "$name" = "$word" ] || classes=$(printf '"%s"' "${word#*:}" | sed 's/:/","/g')
		kind=camera
		case $name in *!) kind=screen ;; esac
		printf '%s{"streamId":"%s","name":"%s","videoType":"%s","layoutClassList":[%s]}' \
			"$separator" "${name%!}" "${name%!}" "$kind" "$classes"
		separator=,
	done
}

# picture FILE RESOLUTION LAYOUT STREAM…: composes and writes or compares.
picture() {
	file=$1 resolution=$2 json=$3
	shift 3
	printf '{"layout":%s,"resolution":"%s","streams":[%s]}' "$json" "$resolution" \
		"$(streams "$@")" >"$work/request"
	check "$file: the sandbox composes it" \
		sandbox_control POST /layout "$(cat "$work/request")"
	cp "$work/.check" "$work/response"
	{
		echo '<!-- SPDX-License-Identifier: MIT -->'
		sed 's/.*"svg":"//; s/"}$//; s/\\"/"/g; s/\\n/\
/g' "$work/response" | sed '/^$/d'
	} >"$work/svg"
	if [ "$write" = yes ]; then
		cp "$work/svg" "$pictures/$file.svg"
	else
		same "$file is what the sandbox composes" "$work/svg" "$pictures/$file.svg"
	fi
}

write=no
[ "${1-}" != --write ] || write=yes
sandbox_start

preset() {
	printf '{"type":"%s"}' "$1"
}

shared() {
	printf '{"type":"bestFit","screenshareType":"%s"}' "$1"
}

for count in 1 2 3 4 5 9 16; do
	set --
	for name in Ada Grace Edsger Barbara Donald Frances John Margaret Ken Radia Alan Lynn Niklaus \
		Adele Dennis Hedy; do
		[ $# -eq "$count" ] || set -- "$@" "$name"
	done
	picture "bestFit-$count" 640x480 "$(preset bestFit)" "$@"
done
picture bestFit-portrait 480x640 "$(preset bestFit)" Ada Grace Edsger Barbara Donald
picture pip 1280x720 "$(preset pip)" Ada:full Grace Edsger
for layout in verticalPresentation horizontalPresentation; do
	picture "$layout" 1280x720 "$(preset $layout)" Ada:focus Grace Edsger Barbara Donald Frances
	picture "$layout-portrait" 720x1280 "$(preset $layout)" Ada:focus Grace Edsger Barbara \
		Donald Frances John Margaret Ken
done
picture verticalPresentation-large 1920x1080 "$(preset verticalPresentation)" Ada:focus Grace \
	Edsger Barbara Donald Frances John Margaret
for layout in bestFit pip verticalPresentation horizontalPresentation; do
	picture "screen-$layout" 1280x720 "$(shared $layout)" Ada Grace 'Slides!' Edsger
done
picture custom-lecture 1280x720 '{"type":"custom","stylesheet":"stream { float: left; width: 25%; height: 25%; } stream.instructor { width: 100%; height: 75%; object-fit: cover; }"}' \
	Ada:instructor Grace Edsger Barbara Donald
picture custom-corners 1280x720 '{"type":"custom","stylesheet":"stream { position: absolute; width: 20%; height: 20%; z-index: 1; right: 2%; top: 4%; } stream.main { left: 0; top: 0; width: 100%; height: 100%; z-index: 0; } stream.main ~ stream:last-child { top: auto; bottom: 4%; }"}' \
	Ada:main Grace Edsger
picture custom-row 1280x720 '{"type":"custom","stylesheet":"stream { display: inline-block; width: 30%; height: 40%; margin: 1%; } stream:nth-child(odd) { object-fit: cover; }"}' \
	Ada Grace 'Slides!' Edsger Barbara
finish
