/* SPDX-License-Identifier: MIT */
/* The journal in this page, kept up to date by server-sent events. */
import {read} from './api.js';

const MOST = 10000;

export const journal = {entries: [], lost: 0};

const listeners = new Set();
const seen = {requests: 0, objects: 0};
let source;
let state = 'connecting';

/* Calls handler(kind, data): 'requests' (new entries), 'object' (a change), 'cleared', 'state'. */
export function listen(handler) {
	listeners.add(handler);
	return () => listeners.delete(handler);
}

function tell(kind, data) {
	for (const handler of listeners)
		handler(kind, data);
}

export function connection() {
	return state;
}

function setState(next) {
	if (state === next)
		return;
	state = next;
	tell('state', next);
}

/* Entries are handed on once per frame, however many come. */
let waiting = [];

function flush() {
	const fresh = waiting;

	waiting = [];
	journal.entries.push(...fresh);
	if (journal.entries.length > MOST)
		journal.entries.splice(0, journal.entries.length - MOST);
	tell('requests', fresh);
}

function addEntry(entry) {
	if (entry.seq <= seen.requests)
		return;
	seen.requests = entry.seq;
	if (!waiting.length)
		setTimeout(flush, 50);
	waiting.push(entry);
}

function addChange(change) {
	seen.objects = change.seq;
	if (change.kind === 'request') {
		journal.entries = [];
		waiting = [];
		tell('cleared');
	}
	tell('object', change);
}

function follow() {
	source?.close();
	source = new EventSource(`/sandbox/events?requests=${seen.requests}${
		seen.objects ? `&objects=${seen.objects}` : ''}`);
	source.onopen = () => setState('live');
	source.addEventListener('request', event => addEntry(JSON.parse(event.data)));
	source.addEventListener('object', event => addChange(JSON.parse(event.data)));
	source.addEventListener('lost', event => {
		const lost = JSON.parse(event.data);

		if (lost.what === 'requests')
			journal.lost += lost.count;
	});
	source.onerror = () => {
		source.close();
		setState('lost');
		setTimeout(start, 1000);
	};
}

/* Loads what the journal has; after a restart of the server its numbers begin again. */
export async function start() {
	try {
		const about = await read('/sandbox');
		const list = await read('/sandbox/requests?view=summary');
		const last = list.items.at(-1)?.seq ?? 0;

		journal.entries = list.items;
		seen.requests = last;
		tell('loaded', about);
		follow();
	} catch (error) {
		setState(error.status === 401 ? 'denied' : 'lost');
		if (error.status !== 401)
			setTimeout(start, 2000);
	}
}
