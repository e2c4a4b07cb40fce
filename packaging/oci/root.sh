#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the root folder of an image with only otk-sandbox and the libraries that it loads, without a shell or a
# package manager.
#
#   root.sh PROGRAM FOLDER
set -eu
[ $# -eq 2 ] || { echo 'usage: root.sh PROGRAM FOLDER' >&2; exit 2; }
program=$1
root=$2
[ -x "$program" ] || { echo "root.sh: \"$program\" is not a program" >&2; exit 2; }
[ ! -e "$root" ] || { echo "root.sh: \"$root\" exists; name a new folder" >&2; exit 2; }

mkdir -p "$root/usr/bin" "$root/etc" "$root/data" "$root/tmp"
chmod 1777 "$root/tmp"
cp "$program" "$root/usr/bin/otk-sandbox"
chmod 755 "$root/usr/bin/otk-sandbox"
if command -v strip >/dev/null; then
	strip "$root/usr/bin/otk-sandbox"
fi

# Libraries, at the paths at which the dynamic linker expects them. A static program has none.
ldd "$program" 2>/dev/null | awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\//) print $i }' | while IFS= read -r library; do
	mkdir -p "$root$(dirname "$library")"
	cp -L "$library" "$root$library"
done

# The user of the image, the host name localhost, and the certificates of the authorities for callbacks over HTTPS.
echo 'sandbox:x:65532:65532:otk-sandbox:/data:/nonexistent' >"$root/etc/passwd"
echo 'sandbox:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
	mkdir -p "$root/etc/ssl/certs"
	cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
fi
if [ "$(id -u)" = 0 ]; then
	chown 65532:65532 "$root/data"
fi
