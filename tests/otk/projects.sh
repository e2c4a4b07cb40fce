#!/bin/sh
# SPDX-License-Identifier: MIT
# Credentials of an application and of an account, and HTTPS.
. "$(dirname "$0")/otk.sh"
sandbox_start --app-key-file "$work/app.pem"
unset OTK_API_KEY OTK_API_SECRET
application=29f760f8-7ce1-46c9-ade3-f2dedee4ed5f

# An application of the unified Vonage Video API.
OTK_APPLICATION_ID=$application
OTK_PRIVATE_KEY=$work/app.pem
export OTK_APPLICATION_ID OTK_PRIVATE_KEY
expect 'session create' 0 session create --media-mode routed --json
session=$(member session_id)
expect 'the session' 0 inspect "$session"
has 'is the application'\''s' out "$application"
expect 'a token' 0 token create "$session" --role moderator
token=$(cat "$work/out")
expect 'is RS256' 0 inspect "$token" --verify --json
has 'signed well' out '"algorithm":"RS256","signature":"valid"'
expect 'T1 is of OpenTok only' 2 token create "$session" --kind t1
sandbox_control POST "/session/$session/stream" '{}' >/dev/null
expect 'archives start' 0 archives start --session-id "$session" --json
archive=$(member id)
expect 'archives get' 0 archives get "$archive"
has 'of the application' out "$application"
run archives list --verbose
cat "$work/out" "$work/err" >"$work/both"
lacks 'verbose without a token' both 'eyJ'
expect 'insights of an application' 0 insights query --query '{project(projectId: 1) {x}}'
has 'have their data' out streamedPublishedMinutes
expect 'and their errors' 1 insights query --query '{x}'
has 'with the code of the service' err 1013
lacks 'not as an account' err 'OTK_API_KEY'
sandbox_control POST /faults '{"status":200,"body":"{\"errors\":[{\"message\":\"no such project\",\"errorCode\":\"1000\"}]}","times":1}' >/dev/null
expect 'a query that the service refuses' 1 insights usage
has 'may name the application in another way' err 'is confirmed for OpenTok only'
expect 'an operation of the account' 2 projects list
has 'needs the account'\''s key' err 'OTK_API_KEY'
unset OTK_APPLICATION_ID OTK_PRIVATE_KEY

# Accounts: OpenTok's, and Vonage's by HTTP Basic.
OTK_API_KEY=100100
OTK_API_SECRET=abcdef1234567890abcdef1234567890abcdef12
export OTK_API_KEY OTK_API_SECRET
expect 'insights by the key of an account' 1 insights query --query '{x}'
lacks 'which may ask' err 'not allowed'
OTK_API_KEY=$key OTK_API_SECRET=$secret expect 'and by that of a project' 1 insights query --query '{x}'
lacks 'which may ask as well' err 'not allowed'
expect 'projects list' 0 projects list
has 'as a table' out 'Sandbox project'
expect 'projects create' 0 projects create --name mine --json --show-secrets
has 'the secret is shown when asked for' out '"secret":"'
project=$(sed -n 's/.*"id":"\{0,1\}\([0-9]*\).*/\1/p' "$work/out")
new_secret=$(member secret)
expect 'projects get' 0 projects get "$project"
lacks 'not for people' out "$new_secret"
OTK_API_KEY=$project OTK_API_SECRET=$new_secret expect 'the new project works' 0 archives list
expect 'projects delete' 0 projects delete "$project"
OTK_API_KEY=$project OTK_API_SECRET=$new_secret expect 'and no more' 1 archives list
OTK_API_KEY=$key OTK_API_SECRET=$secret expect 'a project is not an account' 1 projects list
OTK_API_KEY=abcd1234
OTK_API_SECRET=SandboxVonageSecret1
expect 'applications list' 0 applications list --json
has 'by HTTP Basic' out "$application"
expect 'another application' 0 applications create --name other
expect 'a small page' 0 applications list --page-size 1
has 'says that there are more' err '1 of 2 are shown; --all shows all of them'
expect 'all pages' 0 applications list --all --page-size 1 --json
has 'the first of them' out "$application"
has 'and the other' out '"name":"other"'
has 'in the one shape of lists' out '{"count":2,"items":[{'
expect 'as the service has them' 0 applications list --all --page-size 1 --raw
has 'inside of other objects' out '"_embedded":{"applications":[{'
has 'and how many' out '"total_items":2'
expect 'as a table' 0 applications list --all --page-size 1
has 'with both' out other
OTK_API_SECRET=wrong expect 'a wrong account secret' 1 applications list
expect 'not for a project' 2 archives list
sandbox_stop

# HTTPS with a self-signed certificate.
sandbox_start --https --cert-file "$work/cert.pem"
OTK_API_URL=https://127.0.0.1:${url##*:}
export OTK_API_URL
expect 'a certificate that is not trusted' 3 archives list
has 'is called so' err certificate
expect 'the same with --json' 3 archives list --json
has 'status' err '"status":"tls"'
OTK_CA_FILE=$work/cert.pem expect 'trusted' 0 archives list
OTK_CA_FILE=$work/none.pem expect 'a file that is not there' 2 archives list
has 'is named' err none.pem
OTK_API_URL=http://example.com expect 'no secrets over plain HTTP' 2 archives list
OTK_API_URL=https:/x expect 'no address' 2 archives list
has 'is called so' err 'OTK_API_URL: '
finish
