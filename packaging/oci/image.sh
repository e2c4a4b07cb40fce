#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes an OCI image of a root folder with umoci, without a container engine.
#
#   image.sh ROOT LAYOUT VERSION
#
# LAYOUT is a new folder: "skopeo copy oci:LAYOUT:VERSION docker://…" publishes it, "podman pull
# oci:LAYOUT:VERSION" runs it.
set -eu
[ $# -eq 3 ] || { echo 'usage: image.sh ROOT LAYOUT VERSION' >&2; exit 2; }
root=$1
layout=$2
version=$3
command -v umoci >/dev/null || { echo 'image.sh: umoci is missing' >&2; exit 2; }
[ ! -e "$layout" ] || { echo "image.sh: \"$layout\" exists; name a new folder" >&2; exit 2; }

umoci init --layout "$layout"
umoci new --image "$layout:$version"
umoci insert --image "$layout:$version" ${ROOTLESS:+--rootless} "$root" /
umoci config --image "$layout:$version" \
	--config.user 65532:65532 \
	--config.workingdir /data \
	--config.exposedports 4950/tcp \
	--config.volume /data \
	--config.entrypoint /usr/bin/otk-sandbox \
	--config.cmd --bind --config.cmd 0.0.0.0 --config.cmd --generate-credentials --config.cmd --log \
	--config.label org.opencontainers.image.title=otk-sandbox \
	--config.label "org.opencontainers.image.version=$version" \
	--config.label org.opencontainers.image.licenses=MIT
umoci gc --layout "$layout"
