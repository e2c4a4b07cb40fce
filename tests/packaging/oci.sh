#!/bin/sh
# SPDX-License-Identifier: MIT
# The image of otk-sandbox without an engine: its root folder is made and served from by chroot, as it is and from
# an OCI image that umoci makes. The systemd units are checked as well.
. "${OTK_TEST_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness.sh"
packaging=$OTK_TEST_SRCDIR/packaging
program=${OTK_TEST_BUILDDIR:?}/otk-sandbox
unset http_proxy HTTP_PROXY
cd "$work" || exit

# ---- units
if command -v systemd-analyze >/dev/null; then
	# exposure UNIT LIMIT: the figure of systemd-analyze is at most LIMIT.
	exposure() {
		systemd-analyze security --offline=true "$packaging/systemd/$1/otk-sandbox.service" >"$1.txt" 2>&1
		figure=$(sed -n 's/.*Overall exposure level[^:]*: \([0-9.]*\).*/\1/p' "$1.txt")
		check "the $1 unit is exposed at most $2: ${figure:-?}" \
			awk "BEGIN { exit !(\"$figure\" != \"\" && $figure + 0 <= $2) }"
	}
	exposure system 1.5
	exposure user 6.5
	for unit in "$packaging"/systemd/*/*.socket "$packaging"/systemd/*/*.service; do
		systemd-analyze verify "$unit" 2>&1 | grep "^[^ ]*$unit" >"$work/found" || :
		empty "${unit#"$packaging"/}: each setting is known" "$work/found"
	done
else
	skip 'systemd-analyze is not here: the units are not checked'
fi

# ---- the root folder
[ ! "${OTK_TEST_SANITIZE-}" ] || { skip 'sanitizers need more than is in the image'; finish; }
check 'root.sh makes a root folder' sh "$packaging/oci/root.sh" "$program" "$work/root"
find root -type f | sed 's,^root/,,' | sort >files
check 'with the program' grep -qx usr/bin/otk-sandbox files
grep -vE '^(usr/bin/otk-sandbox|etc/(passwd|group|nsswitch\.conf|hosts|ssl/certs/ca-certificates\.crt)|.*\.so[.0-9]*)$' files >found
empty 'and nothing but it, libraries and five files' found
find root -perm /6000 >found
empty 'without set-uid programs' found
sh "$packaging/oci/root.sh" "$program" "$work/root" >found 2>&1 && bad 'a folder that exists is refused' found ||
	check 'a folder that exists is refused' grep -q 'name a new folder' found
if [ "$(id -u)" != 0 ]; then
	skip_rest 'chroot needs root'
fi

# served FOLDER WORDS...: the server runs in the folder as its user.
served() {
	folder=$1
	shift
	cat >credentials.json <<-'END'
		{"controlToken": "token-of-the-image", "projects": [{"apiKey": "5", "apiSecret": "five five"}]}
	END
	rm -f "$folder/data/port"
	OTK_SANDBOX_CREDENTIALS=$(cat credentials.json) \
		chroot --userspec=65532:65532 "$folder" /usr/bin/otk-sandbox --port 0 --port-file /data/port \
		"$@" >"$work/said" 2>&1 &
	server=$!
	waited=0
	while [ ! -s "$folder/data/port" ] && kill -0 $server 2>/dev/null && [ $waited -lt 2000 ]; do
		waited=$((waited + 1))
		chroot --userspec=65532:65532 "$folder" /usr/bin/otk-sandbox --version >/dev/null
	done
	url=http://127.0.0.1:$(cat "$folder/data/port")
	check "$folder: it is healthy" chroot --userspec=65532:65532 "$folder" \
		/usr/bin/otk-sandbox --health "$url"
	check "$folder: its credentials count" curl -sf -o /dev/null \
		-H 'Authorization: Bearer token-of-the-image' "$url/sandbox"
	kill $server
	wait $server
	check "$folder: it ends cleanly" test $? = 0
	fails=0
	chroot --userspec=65532:65532 "$folder" /usr/bin/otk-sandbox --health "$url" >said 2>&1 || fails=$?
	check "$folder: then it is not healthy" test $fails = 1
}
served root --db /data/state.db --log
check 'its database is in the volume' test -s root/data/state.db

# ---- the image
if command -v umoci >/dev/null; then
	rm -f root/data/*
	check 'image.sh makes an OCI image' sh "$packaging/oci/image.sh" root layout 1.0
	check 'that can be unpacked' umoci unpack --image layout:1.0 bundle
	check 'with its entry point' grep -q '"/usr/bin/otk-sandbox"' bundle/config.json
	check 'and its user' grep -q '"uid": *65532' bundle/config.json
	served bundle/rootfs --quiet
else
	skip 'umoci is not installed: no OCI image is made'
fi
finish
