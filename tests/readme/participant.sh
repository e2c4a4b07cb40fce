# SPDX-License-Identifier: MIT
# Sets the variables that the commands of doc/features.md use: a session of the sandbox at $url in which a
# client publishes, a token, and the accounts of the sandbox. To be sourced, in an empty folder.
ACCOUNT_KEY=100100 ACCOUNT_SECRET=abcdef1234567890abcdef1234567890abcdef12
VONAGE_KEY=abcd1234 VONAGE_SECRET=SandboxVonageSecret1
export ACCOUNT_KEY ACCOUNT_SECRET VONAGE_KEY VONAGE_SECRET
string() {
	sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p' "$2" | head -n 1
}
otk session create --media-mode routed --json >session
SESSION=$(string session_id session)
TOKEN=$(otk token create "$SESSION" --role moderator)
curl --silent --show-error --fail --noproxy '*' --max-time 60 --request POST \
	--header 'Content-Type: application/json' --data '{}' "$url/sandbox/session/$SESSION/stream" >stream
STREAM=$(string streamId stream) CONNECTION=$(string connectionId stream)
export SESSION TOKEN STREAM CONNECTION
(umask 077 && echo secret >store.key)
