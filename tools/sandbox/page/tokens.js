/* SPDX-License-Identifier: MIT */
/* Tokens in texts: they are explained and not shown. */
import {badge, dateTime, definitions, el, span} from './dom.js';

const JWT = /\beyJ[\w-]*\.[\w-]+\.[\w-]*/g;
const T1 = /\bT1==[\w+/=-]+/g;

function decode(text) {
	const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));

	return new TextDecoder().decode(Uint8Array.from(plain, c => c.charCodeAt(0)));
}

function parseJwt(text) {
	const [header, payload] = text.split('.');

	return {form: 'JWT', header: JSON.parse(decode(header)), claims: JSON.parse(decode(payload))};
}

/* T1==base64("partner_id=…&sig=…:session_id=…&role=…") */
function parseT1(text) {
	const plain = decode(text.slice(4));
	const colon = plain.indexOf(':');
	const claims = Object.fromEntries(new URLSearchParams(plain.slice(colon + 1)));

	claims.partner_id = new URLSearchParams(plain.slice(0, colon)).get('partner_id');
	return {form: 'T1', header: {}, claims};
}

/* Replaces tokens by names. Returns {text, tokens}. */
export function hideTokens(text) {
	const tokens = [];
	const hide = parse => found => {
		let token;

		try {
			token = parse(found);
		} catch {
			token = {form: 'unreadable token', header: {}, claims: {}};
		}
		tokens.push(token);
		return `‹token ${tokens.length}›`;
	};

	return {text: text.replace(JWT, hide(parseJwt)).replace(T1, hide(parseT1)), tokens};
}

const words = {
	iss: 'issuer', sub: 'subject', iat: 'issued', exp: 'expires', nbf: 'not before', ist: 'issuer type',
	expire_time: 'expires', create_time: 'issued', session_id: 'session', role: 'role',
	application_id: 'application', partner_id: 'project', connection_data: 'connection data',
	payload_hash: 'hash of the body', jti: 'token id', nonce: 'nonce', scope: 'scope', acl: 'paths',
	initial_layout_class_list: 'layout classes', api_key: 'project',
};
const times = new Set(['iat', 'exp', 'nbf', 'expire_time', 'create_time']);

function explainClaim(name, value) {
	if (times.has(name) && Number.isFinite(Number(value)))
		return dateTime(Number(value) * 1000);
	return typeof value === 'string' ? value : JSON.stringify(value);
}

/* Whether the token was valid at a time, ms. at of undefined: how long it lives. */
function validity(claims, at) {
	const ends = Number(claims.exp ?? claims.expire_time) * 1000;
	const made = Number(claims.iat ?? claims.create_time) * 1000;

	if (!Number.isFinite(ends))
		return null;
	if (at === undefined)
		return Number.isFinite(made) ? badge(`lives for ${span(ends - made)}`, 'info') : null;
	return ends < at
		? badge(`expired ${span(at - ends)} before`, 'bad')
		: badge(`valid for ${span(ends - at)} more`, 'good');
}

export function explainToken(token, at) {
	const algorithm = token.header?.alg;

	return el('div.token', null,
		el('p', null, badge(token.form ?? 'JWT', 'info'), ' ',
			algorithm ? badge(algorithm, 'info') : null, ' ', validity(token.claims, at)),
		definitions(Object.entries(token.claims).map(([name, value]) =>
			[words[name] ? `${words[name]} (${name})` : name, explainClaim(name, value)])));
}

/* What the journal shows of a credential: {scheme, header, payload}. Its times are real, not those of the
 * sandbox's clock. */
export function explainCredential(value) {
	if (typeof value === 'string' || !value)
		return el('span', null, value ?? '');
	if (!value.payload)
		return el('span', null, `${value.scheme ?? 'a credential'}, whose value is not shown`);
	return explainToken({form: value.scheme ? `${value.scheme} JWT` : 'JWT', header: value.header,
		claims: value.payload});
}
