/* SPDX-License-Identifier: MIT */
/* The journal in this page, kept up to date by server-sent events. */
import {read} from './api.js';

const MOST = 10000;
/* The newest entries fill the first screen; index.html preloads this address. */
const FIRST = 100;
const NEWEST = '/sandbox/requests?view=summary&order=newest&limit=';
/* Entries of each further request; the browser stays responsive between two of them. */
const PART = 2500;

/* entries: oldest first. state: 'loading', 'older' (entries before the first one are being loaded), 'whole'. */
export const journal = {entries: [], lost: 0, state: 'loading'};

const listeners = new Set();
const seen = {requests: 0, objects: 0};
let source;
let state = 'connecting';

/* Calls handler(kind, data): 'loaded', 'older' (entries), 'requests' (new entries), 'object' (a change),
 * 'cleared', 'state'. */
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
		load++;
		journal.entries = [];
		journal.state = 'whole';
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

/* Counts loads of the journal, so that an earlier one that is still going on ends. */
let load = 0;

/* Loads the entries before the first one, newest first. */
async function loadOlder(turn) {
	while (journal.state === 'older') {
		const list = await read(`${NEWEST}${PART}&before=${journal.entries[0].seq}`);

		if (turn !== load)
			return;
		journal.entries = [...list.items.reverse(), ...journal.entries].slice(-MOST);
		if (list.items.length < PART || journal.entries.length === MOST)
			journal.state = 'whole';
		tell('older');
	}
}

/* Loads what the journal has; after a restart of the server its numbers begin again. */
export async function start() {
	const turn = ++load;

	try {
		const list = await read(`${NEWEST}${FIRST}`);

		if (turn !== load)
			return;
		journal.entries = list.items.reverse();
		journal.state = list.items.length < FIRST ? 'whole' : 'older';
		seen.requests = journal.entries.at(-1)?.seq ?? 0;
		tell('loaded');
		follow();
		await loadOlder(turn);
	} catch (error) {
		if (turn !== load)
			return;
		setState(error.status === 401 ? 'denied' : 'lost');
		if (error.status !== 401)
			setTimeout(start, 2000);
	}
}
