/* SPDX-License-Identifier: MIT */
/* A request of the journal as a command of otk, as curl, as C. Tokens are left out: where one was, TOKEN
 * is written. */

const TOKENS = [/\beyJ[\w-]*\.[\w-]+\.[\w-]*/g, /\bT1==[\w+/=-]+/g];

function withoutTokens(text) {
	return TOKENS.reduce((all, pattern) => all.replace(pattern, 'TOKEN'), text);
}

function quote(text) {
	return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function keyOf(entry) {
	const claims = entry.headers?.['x-opentok-auth']?.payload ?? entry.headers?.authorization?.payload;

	return claims?.application_id ?? claims?.iss;
}

function isForm(entry) {
	return (entry.contentType ?? '').includes('x-www-form-urlencoded');
}

/* The members of the body, whatever its form. */
function bodyMembers(entry) {
	const text = withoutTokens(entry.body ?? '');

	if (isForm(entry))
		return Object.fromEntries(new URLSearchParams(text));
	try {
		return text ? JSON.parse(text) : {};
	} catch {
		return {};
	}
}

/* Ids in the path, by the names of the route; {id} is the project, which otk adds by itself. */
function pathMembers(entry, routes) {
	const route = routes.find(one => one.operation === entry.operation && one.method === entry.method);
	const names = route?.path.split('/') ?? [];
	const values = entry.path.split('/');
	const members = {};

	names.forEach((name, i) => {
		if (name.startsWith('{') && name !== '{id}')
			members[name.slice(1, -1)] = decodeURIComponent(values[i] ?? '');
	});
	return members;
}

function allMembers(entry, routes) {
	return {...pathMembers(entry, routes), ...entry.query, ...bodyMembers(entry)};
}

/* Options are the names of the C members, which are those of the service with other separators. */
function optionName(name) {
	return name === 'transcriptionProperties' ? 'transcription'
		: name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-').toLowerCase();
}

function option(name, value) {
	if (typeof value === 'boolean')
		return `--${name} ${value ? 'yes' : 'no'}`;
	if (Array.isArray(value) && value.every(item => typeof item === 'string'))
		return value.map(item => `--${name} ${quote(item)}`).join(' ');
	return `--${name} ${quote(typeof value === 'object' ? JSON.stringify(value) : String(value))}`;
}

/* `otk session create` has the words of its C struct. */
function sessionOptions(members) {
	const options = [];
	const preference = members['p2p.preference'];

	if (preference)
		options.push(`--media-mode ${preference === 'disabled' ? 'routed' : 'relayed'}`);
	for (const [wire, word] of [['archiveMode', 'archive-mode'], ['archiveName', 'archive-name'],
		['archiveResolution', 'archive-resolution'], ['location', 'location'], ['e2ee', 'e2ee']])
		if (members[wire])
			options.push(option(word, members[wire] === 'true' ? true : members[wire]));
	return options;
}

function environment(entry) {
	const key = keyOf(entry);
	const unified = key?.includes('-');

	return [`export OTK_API_URL=${location.origin}`,
		unified ? `export OTK_APPLICATION_ID=${key}  # and OTK_PRIVATE_KEY, a file`
			: `export OTK_API_KEY=${key ?? '123456'}  # and OTK_API_SECRET`].join('\n');
}

export function asOtk(entry, routes) {
	const [feature, verb] = (entry.operation ?? '').split('.');
	const members = allMembers(entry, routes);
	let options;

	if (!entry.operation)
		return `# not an operation of the service: ${entry.method} ${entry.path}`;
	if (entry.operation === 'session.create')
		options = sessionOptions(members);
	else
		options = Object.entries(members).filter(([, value]) => value !== null)
			.map(([name, value]) => option(optionName(name), value));
	return `${environment(entry)}\notk ${feature} ${verb.replaceAll('_', '-')} ${options.join(' ')}`.trimEnd();
}

export function asCurl(entry) {
	const query = new URLSearchParams(entry.query).toString();
	const body = withoutTokens(entry.body ?? '');
	const parts = [`curl -X ${entry.method}`];

	if (entry.operation)
		parts.push('-H "$(otk jwt --header)"');
	if (entry.headers?.accept && entry.headers.accept !== '*/*')
		parts.push(`-H ${quote(`Accept: ${entry.headers.accept}`)}`);
	if (body)
		parts.push(`-H ${quote(`Content-Type: ${entry.contentType ?? 'application/json'}`)}`,
			`--data-raw ${quote(body)}`);
	parts.push(quote(location.origin + entry.path + (query ? `?${query}` : '')));
	return `${environment(entry)}\n${parts.join(' \\\n\t')}`;
}

function cString(text) {
	return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
		.replaceAll('\t', '\\t').replaceAll('\r', '\\r')}"`;
}

export function asC(entry, routes) {
	const session = entry.operation === 'session.create';
	const json = JSON.stringify(allMembers(entry, routes));
	const relayed = bodyMembers(entry)['p2p.preference'] !== 'disabled';

	if (!entry.operation)
		return `/* not an operation of the service: ${entry.method} ${entry.path.replaceAll('*/', '* /')} */`;
	return `#include <otk/otk.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	otk_error error = OTK_ERROR_INIT;
	${session ? 'otk_session *session' : 'char *json'} = NULL;
	otk_client *client = otk_client_new(&OTK_CLIENT_OPTIONS(.api_key = getenv("OTK_API_KEY"),
		.api_secret = getenv("OTK_API_SECRET"), .api_url = ${cString(location.origin)}), &error);

	if (!client || ${session
		? `otk_session_create(client,
			&OTK_SESSION_OPTIONS(.media_mode = ${relayed ? 'OTK_MEDIA_RELAYED' : 'OTK_MEDIA_ROUTED'}), &session, &error))`
		: `otk_invoke(client, ${cString(entry.operation)},
			${cString(json)}, &json, &error))`}
		fprintf(stderr, "%s\\n", error.message);
	else
		printf("%s\\n", ${session ? 'session->id' : 'json'});
	otk_free(${session ? 'session' : 'json'});
	otk_client_free(client);
	return error.status != OTK_OK;
}
`;
}
