#!/bin/sh
# SPDX-License-Identifier: MIT
# otk decrypt: archives as the service stores them, made with the command of OpenSSL.
. "$(dirname "$0")/otk.sh"
if ! command -v openssl >/dev/null || ! "$otk" plugins 2>/dev/null | grep -q '^openssl .* ok'; then
	skip_rest 'no openssl, or no plugin for it'
fi
cd "$work" || exit
umask 077

# The block: version, algorithm, mode, key, initialisation vector.
openssl genrsa -out key.pem 2048 2>/dev/null
openssl rsa -in key.pem -pubout -out public.pem 2>/dev/null
openssl genrsa -out other.pem 2048 2>/dev/null
# Fixed: with a random key, one of 256 files that are cut off ends in bytes that look like its end.
aes=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
iv=f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff
# bytes HEX: prints these bytes.
bytes() {
	for byte in $(printf '%s' "$1" | sed 's/../& /g'); do
		# shellcheck disable=SC2059
		printf "\\$(printf '%03o' "0x$byte")"
	done
}

# seal FILE: encrypts the block into a password.
seal() {
	openssl pkeyutl -encrypt -pubin -inkey public.pem -pkeyopt rsa_padding_mode:oaep \
		-in block -out sealed
	openssl base64 -A -in sealed -out "$1"
}
bytes "010101$aes$iv" >block
check 'the block has 51 bytes' test "$(wc -c <block)" -eq 51
seal password
yes "a line of a recording" | head -c 300001 >plain
openssl enc -aes-256-cbc -K "$aes" -iv "$iv" -in plain -out archive.enc

expect 'a file' 0 decrypt archive.enc out.ts --key key.pem --password-file password
same 'equals the original' plain out.ts
check 'no temporary file is left' test ! -e out.ts.part
"$otk" decrypt archive.enc - --key key.pem <password >piped 2>err
same 'password from stdin, file to stdout' plain piped
expect 'an existing file' 2 decrypt archive.enc out.ts --key key.pem --password-file password
has 'is not replaced' err '--force'
expect 'it is replaced with --force' 0 \
	decrypt archive.enc out.ts --key key.pem --password-file password --force

expect 'another key' 2 decrypt archive.enc no.ts --key other.pem --password-file password
has 'the message names it' err 'does not decrypt'
check 'no file is left' sh -c 'test ! -e no.ts && test ! -e no.ts.part'
head -c 300000 archive.enc >cut.enc
expect 'a file that is cut off' 2 decrypt cut.enc no.ts --key key.pem --password-file password
has 'the message says so' err 'cut off'
check 'no file is left after a failure' sh -c 'test ! -e no.ts && test ! -e no.ts.part'
echo nonsense >bad
echo earlier >again.ts.part
expect 'a temporary file of an earlier attempt' 0 \
	decrypt archive.enc again.ts --key key.pem --password-file password
same 'is not used' plain again.ts
for block in "020101$aes$iv" "010201$aes$iv" "010102$aes$iv" "010101$aes${iv%??}"; do
	bytes "$block" >block
	seal strange
	expect "a block that begins with ${block%"${block#??????}"}, of $(wc -c <block) bytes" 2 \
		decrypt archive.enc no.ts --key key.pem --password-file strange
	has 'is of an encryption not known' err 'another encryption'
done
expect 'an invalid password' 2 decrypt archive.enc no.ts --key key.pem --password-file bad
echo 'no key' >none.pem
expect 'a file that is not a key' 2 decrypt archive.enc no.ts --key none.pem --password-file password
has 'the message says so (key)' err 'not an RSA private key'
mkdir folder.enc
expect 'a folder' 3 decrypt folder.enc no.ts --key key.pem --password-file password
has 'cannot be read' err 'encrypted archive: cannot be read'
expect 'no key' 2 decrypt archive.enc no.ts --password-file password
has 'the message asks for --key' err '--key'
expect 'no archive' 2 decrypt none.enc no.ts --key key.pem --password-file password
expect 'a full disk' 3 decrypt archive.enc /dev/full --key key.pem --password-file password
chmod 644 key.pem
expect 'a key that others can read' 2 decrypt archive.enc no.ts --key key.pem --password-file password
has 'says how to repair it' err 'chmod 600'
chmod 600 key.pem
expect 'no password on the command line' 2 decrypt archive.enc no.ts --key key.pem --password hunter2
lacks 'it is not repeated' err hunter2
mkdir none
OTK_PLUGIN_PATH=$work/none expect 'without the plugin' 4 decrypt archive.enc no.ts --key key.pem \
	--password-file password
has 'the package is named' err openssl
OTK_PLUGIN_PATH=$work/none expect 'and a file that cannot be made' 4 decrypt archive.enc none/a/no.ts \
	--key key.pem --password-file password
has 'the plugin is missed first' err openssl
finish
