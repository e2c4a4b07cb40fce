/* SPDX-License-Identifier: MIT */
/* The view of sessions: their clients, streams and recordings, and what a browser would do in them. */
import {read, requestButton, requestText} from './api.js';
import {badge, button, dateTime, definitions, el, field, idText, input, message, replace, section,
	select, table} from './dom.js';
import {listen} from './live.js';
import {stateBadge, timeline} from './timeline.js';

const PAGE = 50;
const counts = ['connections', 'streams', 'archives', 'broadcasts', 'calls', 'renders', 'captions', 'audioConnectors'];

function enc(id) {
	return encodeURIComponent(id);
}

/* ---- the list */

async function showList(main, parameters, go) {
	const offset = Number(parameters.get('offset')) || 0;
	const list = await read(`/sandbox/sessions?offset=${offset}&count=${PAGE}`);
	const wanted = input('id', {placeholder: 'session id'});
	const form = el('form.inline', null, field('Open a session', wanted), el('button', {type: 'submit'}, 'Open'));

	form.addEventListener('submit', event => {
		event.preventDefault();
		if (wanted.value)
			go({id: wanted.value.trim()});
	});
	replace(main,
		el('div.heading', null, el('h1', null, 'Sessions'), el('p.count', {role: 'status'}, `${list.count} ${list.count === 1 ? 'session' : 'sessions'}, newest first`),
			requestButton('New session', () => ['POST', '/sandbox/session', {}],
				made => made && go({id: made.sessionId}))),
		form,
		table('Sessions', ['Session', 'Project', 'Created', 'Mode', ...counts.map(name => name === 'audioConnectors' ? 'audio' : name)],
			list.items.map(one => [
				el('a', {href: `#/sessions?id=${enc(one.sessionId)}`}, idText(one.sessionId)),
				one.projectId, dateTime(one.createdAt), `${one.mediaMode}${one.muted ? ', muted' : ''}`,
				...counts.map(name => one[name] ? el('strong', null, String(one[name])) : el('span.zero', null, '0')),
			]), 'No sessions yet. A server-side SDK creates them, or the button above.'),
		el('div.buttons', null,
			offset ? button('Newer', () => go({offset: Math.max(0, offset - PAGE)})) : null,
			offset + PAGE < list.count ? button('Older', () => go({offset: offset + PAGE})) : null));
}

/* ---- one session */

function clientTable(session, refresh) {
	const base = `/sandbox/session/${enc(session.id)}`;

	return table('Clients', ['Client', 'Kind', 'Data', 'Joined', 'What it may do'],
		session.connections.map(client => [
			idText(client.id), client.kind ?? 'client', client.data || el('span.zero', null, '–'), dateTime(client.createdAt),
			el('span.buttons', null,
				requestButton('Publish', () => ['POST', `${base}/stream`, {connectionId: client.id}], refresh,
					{'aria-label': `Publish: client ${client.id}`}),
				requestButton('Leave', () => ['DELETE', `${base}/connection/${enc(client.id)}`], refresh,
					{'aria-label': `Leave: client ${client.id}`}),
				requestButton('Drop', () => ['DELETE', `${base}/connection/${enc(client.id)}?reason=networkDisconnected`], refresh,
					{'aria-label': `Drop the connection: client ${client.id}`})),
		]), 'No client is connected.');
}

function streamTable(session, refresh) {
	const base = `/sandbox/session/${enc(session.id)}/stream`;

	return table('Streams', ['Stream', 'Name', 'Video', 'State', 'Layout classes', 'What its client may do'],
		session.streams.map(stream => {
			const classes = input('classes', {value: (stream.layoutClassList ?? []).join(' '),
				'aria-label': `Layout classes of stream ${stream.id}`, size: 10});
			const path = `${base}/${enc(stream.id)}`;
			const named = label => ({'aria-label': `${label}: stream ${stream.id}`});

			return [
				idText(stream.id), stream.name || el('span.zero', null, '–'), stream.videoType ?? 'audio only',
				[stateBadge(stream.muted ? 'muted' : 'publishing'), ' ', stream.hasVideo ? null : badge('camera off', 'info')],
				el('span.buttons', null, classes, requestButton('Set', () => ['POST', path,
					{layoutClassList: classes.value.split(/\s+/).filter(Boolean)}], refresh, named('Set the classes'))),
				el('span.buttons', null,
					requestButton(stream.muted ? 'Unmute' : 'Mute', () => ['POST', path, {muted: !stream.muted}], refresh,
						named(stream.muted ? 'Unmute' : 'Mute')),
					requestButton(stream.hasVideo ? 'Camera off' : 'Camera on', () => ['POST', path, {hasVideo: !stream.hasVideo}], refresh,
						named(stream.hasVideo ? 'Camera off' : 'Camera on')),
					requestButton('Stop', () => ['DELETE', path], refresh, named('Stop'))),
			];
		}), 'No client publishes.');
}

const objectKinds = [
	['archives', 'Archives', 'archive'], ['broadcasts', 'Broadcasts', 'broadcast'], ['calls', 'SIP calls'],
	['renders', 'Experience Composers', 'render'], ['captions', 'Captions', 'captions'], ['audioConnectors', 'Audio connectors'],
];

function objectTables(session) {
	return objectKinds.filter(([member]) => session[member]?.length).map(([member, title, route]) =>
		section(title, table(title, ['Id', 'Name', 'State', 'Created', 'All members', ''],
			session[member].map(one => [
				idText(one.id), one.name || one.url || one.uri || el('span.zero', null, '–'),
				stateBadge(one.status ?? 'present'), one.createdAt ? dateTime(one.createdAt) : '',
				el('details', null, el('summary', {'aria-label': `show all members of ${one.id}`}, 'show'), el('pre.code', {tabIndex: 0}, JSON.stringify(one, null, 2))),
				(route === 'archive' || route === 'broadcast') && one.outputMode !== 'individual'
					? el('a', {href: `#/layout?${route}=${enc(one.id)}`, 'aria-label': `Picture of ${route} ${one.id}`}, 'Picture') : null,
			]))));
}

function joinForm(session, refresh) {
	const data = input('data', {placeholder: 'connection data'});
	const name = input('name', {placeholder: 'stream name'});
	const video = select('videoType', [['camera', 'camera'], ['screen', 'shared screen'], ['', 'audio only']], 'camera');
	const base = `/sandbox/session/${enc(session.id)}`;
	const joinBody = () => ({...data.value ? {data: data.value} : {}});
	const streamBody = () => ({...name.value ? {name: name.value} : {},
		...video.value ? {videoType: video.value} : {hasVideo: false}});

	return el('div.columns', null,
		el('form.stack', {'aria-label': 'Join'}, field('Connection data', data),
			requestButton('A client joins', () => ['POST', `${base}/connection`, joinBody()], refresh),
			requestText('POST', '…/connection')),
		el('form.stack', {'aria-label': 'Publish'}, field('Stream name', name), field('Video', video),
			requestButton('A client joins and publishes', () => ['POST', `${base}/stream`, streamBody()], refresh, {className: 'primary'}),
			requestText('POST', '…/stream')),
		el('form.stack', {'aria-label': 'Time'}, el('p.label', null, 'Time passes'),
			el('div.buttons', null, [[10, '10 s'], [60, '1 min'], [300, '5 min'], [3600, '1 h']].map(([seconds, label]) =>
				requestButton(label, () => ['POST', '/sandbox/clock', {advance: seconds}], refresh,
					{'aria-label': `Advance the clock by ${label}`}))),
			requestText('POST', '/sandbox/clock', {advance: 10})));
}

async function showSession(main, id) {
	const problem = el('div');
	const facts = el('div'), clients = el('div'), objects = el('div'), line = el('div');
	let shown;

	const refresh = async (made, error) => {
		replace(problem, error ? message(error.message, 'error') : null);
		const [session, history, clock] = await Promise.all([
			read(`/sandbox/session/${enc(id)}`), read(`/sandbox/session/${enc(id)}/history`), read('/sandbox/clock')]);
		const focused = document.activeElement?.getAttribute('aria-label');
		const open = [...main.querySelectorAll('details[open] > summary')].map(one => one.getAttribute('aria-label') ?? one.textContent);

		shown = session;
		replace(facts, definitions([
			['Session', el('code', null, session.id)], ['Project', session._owner],
			['Created', dateTime(session.createdAt)], ['Media mode', session.mediaMode],
			['Archive mode', session.archiveMode], ['Muted', session.muted ? 'yes: new streams are muted' : 'no'],
			['Requests', el('a', {href: `#/requests?session=${enc(id)}`}, 'of this session')],
		]));
		replace(clients, section('Clients', clientTable(session, refresh)), section('Streams', streamTable(session, refresh)));
		replace(objects, objectTables(session),
			session.signals?.length ? section('Signals', table('Signals', ['Type', 'Data'], session.signals.map(one =>
				[one.type ?? '', one.data ?? '']))) : null);
		replace(line, section('Time line', timeline(history.items, clock.now)));
		for (const summary of main.querySelectorAll('details > summary'))
			if (open.includes(summary.getAttribute('aria-label') ?? summary.textContent))
				summary.parentElement.open = true;
		/* Buttons are made anew: the focus goes to the one of the same name. */
		if (focused && document.activeElement === document.body)
			[...main.querySelectorAll('[aria-label]')].find(one => one.getAttribute('aria-label') === focused)?.focus();
	};

	replace(main, el('div.heading', null, el('h1', null, 'Session'), el('a', {href: '#/sessions'}, 'All sessions')),
		problem, facts, section('What a browser would do', joinForm({id}, refresh)), line, clients, objects);
	await refresh();
	return {refresh, id: () => shown?.id};
}

export const sessionsView = {
	name: 'sessions',
	title: 'Sessions',
	async open(main, parameters, go) {
		const id = parameters.get('id');
		let timer;
		let refresh = () => showList(main, parameters, go);

		if (id)
			({refresh} = await showSession(main, id));
		else
			await refresh();
		const stop = listen((kind, change) => {
			if (kind !== 'object' || (id ? change.sessionId !== id && change.kind !== 'session' : change.kind === 'callback'))
				return;
			/* Someone may be typing in the list's form. */
			if (!id && main.contains(document.activeElement) && document.activeElement.tagName === 'INPUT')
				return;
			clearTimeout(timer);
			timer = setTimeout(() => refresh().catch(() => {}), 150);
		});

		return () => {
			stop();
			clearTimeout(timer);
		};
	},
};
