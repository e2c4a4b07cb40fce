/* SPDX-License-Identifier: MIT */
/* Requests to the control interface. Those that a person causes are listed at the foot of the page. */
import {button, copyText, el, replace} from './dom.js';

const kept = [];
const secrets = new Set(['apiSecret', 'secret', 'token', 'privateKey']);

/* A body for people: one line of JSON without secrets. */
function bodyText(body) {
	return typeof body === 'string' ? `${body.length} characters`
		: JSON.stringify(body, (name, value) => secrets.has(name) && value ? '(hidden)' : value);
}

const listeners = {denied: () => {}};

export function onDenied(handler) {
	listeners.denied = handler;
}

export class Refused extends Error {
	constructor(status, text) {
		super(text);
		this.status = status;
	}
}

/* A body of text is a snapshot, which has one JSON text per line. */
async function send(method, path, body) {
	const lines = typeof body === 'string';
	const response = await fetch(path, {
		method,
		headers: body === undefined ? {} : {'Content-Type': lines ? 'application/x-ndjson' : 'application/json'},
		body: body === undefined || lines ? body : JSON.stringify(body),
		cache: 'no-store',
		credentials: 'same-origin',
		redirect: 'error',
	});
	const text = await response.text();
	let json;

	try {
		json = text ? JSON.parse(text) : undefined;
	} catch {
		json = undefined;
	}
	if (response.status === 401)
		listeners.denied();
	return {status: response.status, text, json};
}

/* Reads; nobody pressed a button for it. */
export async function read(path) {
	const response = await send('GET', path);

	if (response.status >= 400)
		throw new Refused(response.status, response.json?.message ?? response.text);
	return response.json;
}

export function curlOf(entry) {
	const quote = text => `'${text.replaceAll("'", "'\\''")}'`;
	const body = entry.body === undefined
		? ''
		: ` -H 'Content-Type: application/json' -d ${quote(bodyText(entry.body))}`;

	return `curl -X ${entry.method}${body} ${quote(location.origin + entry.path)}`;
}

function showEntry(entry) {
	const good = entry.status && entry.status < 400;

	return el('li', null,
		el(`span.badge.${good ? 'good' : 'bad'}`, null, String(entry.status || '…')),
		el('code.line', null, `${entry.method} ${entry.path}`),
		entry.body === undefined ? null : el('code.body', null, bodyText(entry.body)),
		entry.problem ? el('span.problem', null, entry.problem) : null,
		button('Copy as curl', event => copyText(curlOf(entry), event.currentTarget),
			{className: 'quiet', 'aria-label': `Copy as curl: ${entry.method} ${entry.path}`}));
}

let list;

function showLast() {
	const last = kept[0];
	const summary = document.querySelector('#control summary .last');

	if (summary)
		summary.textContent = last
			? `${last.method} ${last.path} → ${last.status || '…'}`
			: 'Each button is a request of the control interface; it is listed here.';
	if (list)
		replace(list, kept.map(showEntry));
}

export function mountLog(parent) {
	list = el('ol.requests');
	replace(parent, el('details', null,
		el('summary', null, el('strong', null, 'Sent by this page'), el('code.last')), list));
	showLast();
}

/* Sends what a button stands for and lists it. Returns the JSON of the response. */
export async function act(method, path, body) {
	const entry = {method, path, body, status: 0};
	let response;

	kept.unshift(entry);
	kept.length = Math.min(kept.length, 50);
	showLast();
	try {
		response = await send(method, path, body);
	} catch (error) {
		entry.problem = 'no response';
		showLast();
		throw error;
	}
	entry.status = response.status;
	if (response.status >= 400)
		entry.problem = response.json?.message ?? '';
	showLast();
	if (response.status >= 400)
		throw new Refused(response.status, response.json?.message ?? response.text);
	return response.json;
}

/* The request that a button sends, for its description. */
export function requestText(method, path, body) {
	return el('code.sends', null, `${method} ${path}${body === undefined ? '' : ` ${bodyText(body)}`}`);
}

/* A button that says which request it is. `after` gets the response, or the error. */
export function requestButton(label, request, after, properties) {
	const describe = () => {
		const [method, path, body] = request();

		return `${method} ${path}${body === undefined ? '' : ` ${bodyText(body)}`}`;
	};
	const element = button(label, async () => {
		element.disabled = true;
		try {
			after?.(await act(...request()));
		} catch (error) {
			after?.(undefined, error);
		} finally {
			element.disabled = false;
		}
	}, properties);
	const update = () => {
		element.title = describe();
	};

	element.addEventListener('pointerenter', update);
	element.addEventListener('focus', update);
	return element;
}
