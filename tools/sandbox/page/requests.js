/* SPDX-License-Identifier: MIT */
/* The view of requests and responses. */
import {read, requestButton, Refused} from './api.js';
import {asC, asCurl, asOtk} from './copy.js';
import {badge, bytes, button, checkbox, copyable, definitions, el, elapsed, field, idText, input, message,
	replace, select, table, time, timeOfDay} from './dom.js';
import {virtualList} from './list.js';
import {journal, listen} from './live.js';
import {explainCredential, explainToken, hideTokens} from './tokens.js';
import {sdkOf} from './sdk.js';

const SHOWN_BODY = 200000;
const statuses = [['', 'any status'], ['2xx', '2xx'], ['3xx', '3xx'], ['4xx', '4xx'], ['5xx', '5xx'],
	['none', 'no response']];
const filterNames = ['q', 'operation', 'status', 'session', 'sdk', 'fault', 'unknown'];

let routes = [];

/* The name of the client that has sent a request. */
function clientOf(entry) {
	entry.client ??= sdkOf(entry['user-agent']).name;
	return entry.client;
}

function statusBadge(status) {
	const kinds = {2: 'good', 3: 'info', 4: 'warn', 5: 'bad'};

	return status ? badge(String(status), kinds[Math.floor(status / 100)] ?? 'info')
		: badge('none', 'bad');
}

/* ---- filters */

function fitsStatus(entry, wanted) {
	if (!wanted)
		return true;
	if (wanted === 'none')
		return !entry.status;
	return wanted.endsWith('xx') ? String(entry.status)[0] === wanted[0]
		: String(entry.status) === wanted;
}

function textOf(entry) {
	return `${entry.method} ${entry.path} ${entry.operation ?? ''} ${entry.status} ${entry.sessionId ?? ''} ${
		entry['user-agent'] ?? ''} ${(entry.unknownMembers ?? []).join(' ')}`.toLowerCase();
}

function fits(entry, filter) {
	return (!filter.operation || entry.operation === filter.operation)
		&& fitsStatus(entry, filter.status)
		&& (!filter.session || entry.sessionId === filter.session)
		&& (!filter.sdk || clientOf(entry) === filter.sdk)
		&& (!filter.fault || entry.hasFault)
		&& (!filter.unknown || entry.unknownMembers)
		&& (!filter.q || filter.q.toLowerCase().split(/\s+/).every(word => textOf(entry).includes(word)));
}

function filterForm(filter, changed) {
	const form = el('form.filters', {role: 'search', 'aria-label': 'Requests'},
		field('Search', input('q', {type: 'search', value: filter.q ?? '',
			placeholder: 'path, operation, session … ( / )'})),
		field('Operation', select('operation', [])),
		field('Status', select('status', statuses.some(([key]) => key === (filter.status ?? ''))
			? statuses : [...statuses, filter.status], filter.status)),
		field('Sent by', select('sdk', [])),
		field('Session', input('session', {value: filter.session ?? '', placeholder: 'session id'})),
		el('div.checks', null, checkbox('fault', 'with a fault', filter.fault === '1'),
			checkbox('unknown', 'unknown members', filter.unknown === '1')));

	form.addEventListener('submit', event => event.preventDefault());
	form.addEventListener('input', () => {
		const data = new FormData(form);

		changed(Object.fromEntries(filterNames.map(name =>
			[name, name === 'fault' || name === 'unknown' ? (data.get(name) ? '1' : '') : data.get(name)])));
	});
	return form;
}

/* Fills the lists of the filters that depend on what was loaded. */
function fillChoices(form, filter) {
	const fill = (name, any, values) => {
		const known = [...new Set([...values, ...filter[name] ? [filter[name]] : []])].sort();
		const list = form.elements[name];

		if (list.dataset.known === known.join())
			return;
		list.dataset.known = known.join();
		replace(list, [...select('', [['', any], ...known]).children]);
		list.value = filter[name];
	};

	fill('operation', 'any operation', routes.map(route => route.operation).filter(Boolean));
	fill('sdk', 'any client', journal.entries.map(clientOf));
}

/* ---- one request */

function prettyBody(text, type) {
	if ((type ?? '').includes('x-www-form-urlencoded'))
		return [...new URLSearchParams(text)].map(([name, value]) => `${name} = ${value}`).join('\n');
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

function bodyPart(label, text, type, at) {
	const cut = text.length > SHOWN_BODY;
	const hidden = hideTokens(prettyBody(cut ? text.slice(0, SHOWN_BODY) : text, type));

	if (!text)
		return el('p.empty', null, 'No body.');
	return [copyable(hidden.text, label),
		cut ? message(`Only the first ${bytes(SHOWN_BODY)} are shown.`) : null,
		hidden.tokens.map((token, i) => el('div', null, el('h4', null, `Token ${i + 1}`),
			explainToken(token, at)))];
}

function headerTable(label, headers) {
	return table(label, ['Header', 'Value'], Object.entries(headers ?? {}).map(([name, value]) =>
		[el('code', null, name), explainCredential(value)]), 'No headers are known.');
}

function copyPart(entry) {
	const forms = [['otk', asOtk], ['curl', asCurl], ['C', asC]];
	const shown = el('div.copies');
	const buttons = forms.map(([name, make]) => button(`as ${name}`, () => {
		const text = make(entry, routes);

		replace(shown, copyable(text, `The request as ${name}`),
			text.includes('TOKEN') ? message('TOKEN stands for a token that is not shown: otk token create SESSION') : null);
		buttons.forEach(one => one.setAttribute('aria-pressed', String(one.textContent === `as ${name}`)));
	}, {className: 'quiet', 'aria-pressed': 'false'}));

	return [el('div.buttons', {role: 'group', 'aria-label': 'Copy'}, buttons), shown];
}

function overview(entry) {
	const sdk = sdkOf(entry['user-agent']);

	return definitions([
		['Status', statusBadge(entry.status)],
		['Operation', entry.operation && el('code', null, entry.operation)],
		['Time', time(entry.time)],
		['Took', elapsed(entry.elapsedUs)],
		['Response', `${bytes(entry.responseBytes)}`],
		['Session', entry.sessionId && el('a', {href: `#/sessions?id=${encodeURIComponent(entry.sessionId)}`},
			idText(entry.sessionId))],
		['Sent by', `${sdk.name} ${sdk.version}`],
		['User-Agent', entry['user-agent'] && el('code', null, entry['user-agent'])],
		['TCP connection', String(entry.connection)],
	]);
}

function showEntry(entry, close) {
	const query = Object.entries(entry.query ?? {});

	return [
		el('div.title', null,
			el('h2', {id: 'detail-title', tabIndex: -1}, `${entry.method} ${entry.path}`),
			button('Close', close, {className: 'quiet', title: 'Escape'})),
		overview(entry),
		entry.unknownMembers ? message(`The service does not know: ${entry.unknownMembers.join(', ')}`, 'warn') : null,
		entry.fault ? [el('h3', null, 'Fault'), copyable(JSON.stringify(entry.fault, null, 2), 'The fault')] : null,
		el('h3', null, 'Copy'), copyPart(entry),
		el('h3', null, 'Request'),
		query.length ? table('Query', ['Parameter', 'Value'], query.map(([name, value]) =>
			[el('code', null, name), value])) : null,
		headerTable('Headers of the request', entry.headers),
		bodyPart('Body of the request', entry.body ?? '', entry.contentType, entry.time),
		el('h3', null, 'Response'),
		entry.response ? [
			definitions([['Content-Type', entry.response.contentType]]),
			headerTable('Headers of the response', entry.response.headers),
			entry.response.body === undefined
				? message(`The body of ${bytes(entry.response.bytes)} was not kept.`)
				: bodyPart('Body of the response', entry.response.body, entry.response.contentType, entry.time),
		] : message('The client got no response.', 'warn'),
	];
}

/* ---- the view */

const columns = [{title: 'Status', name: 'c-status'}, {title: 'Method', name: 'c-method'},
	{title: 'Operation and path', name: 'c-path'}, {title: 'Sent by', name: 'c-sdk'},
	{title: 'Size', name: 'c-size'}, {title: 'Took', name: 'c-took'}, {title: 'Time', name: 'c-time'}];

function cells(entry) {
	return [
		statusBadge(entry.status),
		el('code', null, entry.method),
		[el('strong', null, entry.operation ?? ''), ' ', el('span.path', {title: entry.path}, entry.path),
			entry.hasFault ? badge('fault', 'bad') : null,
			entry.unknownMembers ? badge('unknown members', 'warn') : null],
		clientOf(entry),
		bytes(entry.responseBytes),
		elapsed(entry.elapsedUs),
		timeOfDay(entry.time),
	];
}

export const requestsView = {
	name: 'requests',
	title: 'Requests',
	async open(main, parameters, go) {
		let filter = Object.fromEntries(filterNames.map(name => [name, parameters.get(name) ?? '']));
		let chosen = Number(parameters.get('seq')) || null;
		const detail = el('section.detail', {'aria-labelledby': 'detail-title', hidden: true});
		const count = el('p.count', {role: 'status'});
		const empty = el('div.hint');

		const remember = () => go({...filter, seq: chosen ?? ''}, true);
		const close = () => {
			chosen = null;
			detail.hidden = true;
			layout.classList.remove('open');
			remember();
			list.select(null);
			list.element.focus();
		};
		let latest = 0;
		const open = async (seq, focus) => {
			const turn = ++latest;

			chosen = seq;
			remember();
			try {
				const entry = await read(`/sandbox/requests/${seq}`);

				if (turn !== latest)
					return;
				replace(detail, showEntry(entry, close));
			} catch (error) {
				if (!(error instanceof Refused))
					throw error;
				replace(detail, el('div.title', null, el('h2', {id: 'detail-title', tabIndex: -1}, `Request ${seq}`),
					button('Close', close, {className: 'quiet'})), message(error.message, 'error'));
			}
			detail.hidden = false;
			layout.classList.add('open');
			if (focus)
				detail.querySelector('h2').focus();
		};
		const list = virtualList({
			label: 'Requests, newest first',
			columns, cells,
			keyOf: entry => entry.seq,
			selected: entry => open(entry.seq, false),
			open: entry => open(entry.seq, true),
		});
		const layout = el('div.split', null, el('div.pane', null, list.element, empty), detail);
		let shown = [];
		const show = fresh => {
			const before = shown.length;

			shown = journal.entries.filter(entry => fits(entry, filter)).reverse();
			count.textContent = countText(shown.length);
			list.show(shown, fresh ? Math.max(0, shown.length - before) : 0);
			list.element.hidden = !shown.length;
			replace(empty, shown.length ? null : hint());
			fillChoices(form, filter);
		};
		const form = filterForm(filter, next => {
			filter = next;
			remember();
			show();
		});
		const heading = el('div.heading', null, el('h1', null, 'Requests'), count,
			requestButton('Clear', () => ['DELETE', '/sandbox/requests'], undefined, {className: 'quiet'}));

		replace(main, heading, form, layout);
		show();
		if (chosen) {
			list.select(chosen);
			open(chosen, false);
		}
		const keys = event => {
			const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);

			if (event.key === '/' && !typing) {
				event.preventDefault();
				form.elements.q.focus();
			} else if (event.key === 'Escape' && !detail.hidden && !typing) {
				close();
			}
		};
		const stop = listen(kind => {
			if (kind === 'requests')
				show(true);
			else if (kind === 'cleared' || kind === 'loaded' || kind === 'older')
				show();
		});

		document.addEventListener('keydown', keys);
		read('/sandbox/routes').then(list => {
			routes = list.items;
			fillChoices(form, filter);
		}).catch(() => {
			/* The state of the connection is shown; the filter has the operation of the address. */
		});
		return () => {
			stop();
			document.removeEventListener('keydown', keys);
		};
	},
};

function countText(shown) {
	const {entries, lost, state} = journal;

	if (state === 'loading')
		return '';
	return `${shown} of ${entries.length} ${entries.length === 1 ? 'request' : 'requests'}${
		state === 'older' ? '; older ones are being loaded' : ''}${
		lost ? `; ${lost} were dropped before this page read them` : ''}`;
}

function hint() {
	if (journal.state === 'loading')
		return el('p.empty', null, 'The requests are being loaded.');
	if (journal.entries.length)
		return el('p.empty', null, 'No request fits the filters.');
	return [el('p.empty', null, 'No requests yet. Send one to this address:'),
		copyable(`export OTK_API_URL=${location.origin}\notk session create`, 'The first request')];
}
