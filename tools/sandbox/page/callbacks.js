/* SPDX-License-Identifier: MIT */
/* The view of callbacks: where they go, each attempt to deliver one, and its signature. */
import {read, requestButton} from './api.js';
import {badge, copyable, dateTime, definitions, el, elapsed, field, idText, input, message, replace,
	section, select, table} from './dom.js';
import {listen} from './live.js';
import {explainCredential} from './tokens.js';
import {stateBadge} from './timeline.js';

const kinds = ['archive', 'broadcast', 'render', 'session', 'sip', 'captions'];

function stateOf(callback) {
	if (callback.delivered)
		return 'delivered';
	return callback.attempts ? 'attempted' : 'queued';
}

async function hashOf(text) {
	const digest = await crypto.subtle?.digest('SHA-256', new TextEncoder().encode(text));

	return digest && [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/* What a receiver checks: the hash of the body and the age. The sandbox made the signature itself. */
async function signature(callback, attempt) {
	const claims = attempt.headers?.authorization?.payload;

	if (!claims)
		return message('Not signed: a receiver cannot verify it. Set a secret for the hook.', 'warn');
	const hash = await hashOf(callback.body);
	const fits = hash && hash === claims.payload_hash;

	return [el('p', null, fits ? badge('signed, payload_hash is that of the body', 'good')
		: badge(hash ? 'payload_hash differs from the body' : 'signed', hash ? 'bad' : 'info')),
		explainCredential(attempt.headers.authorization)];
}

async function showAttempt(callback, attempt, number) {
	const good = attempt.status === 200;

	return section(`Attempt ${number}`,
		definitions([
			['Result', attempt.status ? badge(String(attempt.status), good ? 'good' : 'bad') : badge('no response', 'bad')],
			['Error', attempt.error], ['Time', dateTime(attempt.time)], ['Took', elapsed(attempt.elapsedUs)],
		]),
		el('h3', null, 'Signature'), await signature(callback, attempt),
		el('h3', null, 'Request headers'), headers('Headers of the request', attempt.headers),
		el('h3', null, 'Response'), headers('Headers of the response', attempt.responseHeaders),
		attempt.responseBody ? copyable(attempt.responseBody, 'Body of the response') : el('p.empty', null, 'No body.'));
}

function headers(label, values) {
	return table(label, ['Header', 'Value'], Object.entries(values ?? {}).map(([name, value]) =>
		[el('code', null, name), name === 'authorization' ? 'the signature above' : explainCredential(value)]), 'None.');
}

function pretty(text) {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

async function showCallback(main, id) {
	const body = el('div');
	const problem = el('div');
	const refresh = async (made, error) => {
		replace(problem, error ? message(error.message, 'error') : null);
		const callback = await read(`/sandbox/callbacks/${encodeURIComponent(id)}`);
		const attempts = await Promise.all(callback.log.map((attempt, i) =>
			showAttempt(callback, attempt, i + 1)));

		replace(body,
			definitions([
				['Kind', callback.kind], ['State', stateBadge(stateOf(callback))], ['To', el('code', null, callback.url)],
				['Event at', dateTime(callback.createdAt)], ['Attempts', String(callback.attempts)],
				['Signed', callback.signed ? 'yes' : 'no'], ['Error', callback.error],
				['Next attempt', callback.nextAttempt && `${dateTime(callback.nextAttempt)} of the sandbox's clock`],
			]),
			attempts.reverse(),
			section('Body', copyable(pretty(callback.body), 'Body of the callback')));
	};

	replace(main, el('div.heading', null, el('h1', null, 'Callback'), el('a', {href: '#/callbacks'}, 'All callbacks'),
		requestButton('Send again', () => ['POST', `/sandbox/callbacks/${encodeURIComponent(id)}/resend`], refresh, {className: 'primary'}),
		requestButton('Advance the clock by 5 s', () => ['POST', '/sandbox/clock', {advance: 5}], refresh)),
	problem, body);
	await refresh();
	return refresh;
}

/* ---- the list, and where callbacks go */

function hookForm(hooks, refresh) {
	const kind = select('kind', kinds, 'archive');
	const url = input('url', {type: 'url', placeholder: 'http://127.0.0.1:3000/callback'});
	const secret = input('secret', {type: 'password'});
	const change = () => (url.value
		? ['PUT', '/sandbox/hooks', {[kind.value]: {url: url.value, ...secret.value ? {secret: secret.value} : {}}}]
		: ['DELETE', `/sandbox/hooks/${kind.value}`]);
	const fillUrl = () => {
		url.value = hooks[kind.value]?.url ?? '';
	};

	kind.addEventListener('change', fillUrl);
	fillUrl();
	return el('form.inline', {'aria-label': 'Where callbacks go', onsubmit: event => event.preventDefault()},
		field('Kind', kind), field('URL', url, 'empty: none'), field('Secret', secret, 'empty: not changed'),
		requestButton('Set', change, refresh, {className: 'primary', 'aria-label': 'Set the URL'}),
		requestButton('Send a test callback', () => ['POST', '/sandbox/callbacks/test', {kind: kind.value}], refresh));
}

function fits(callback, kind, state) {
	return (!kind || callback.kind === kind) && (!state || stateOf(callback) === state);
}

async function showList(main, parameters, go) {
	const kind = parameters.get('kind') ?? '', state = parameters.get('state') ?? '';
	const list = el('div'), hooks = el('div'), problem = el('div');
	const filters = el('form.filters', {role: 'search', 'aria-label': 'Callbacks', onsubmit: event => event.preventDefault()},
		field('Kind', select('kind', [['', 'any kind'], ...kinds], kind)),
		field('State', select('state', [['', 'any state'], 'queued', 'attempted', 'delivered'], state)));
	const refresh = async (made, error) => {
		replace(problem, error ? message(error.message, 'error') : null);
		const callbacks = (await read('/sandbox/callbacks')).items.reverse();
		const wanted = Object.fromEntries(new FormData(filters));
		const shown = callbacks.filter(one => fits(one, wanted.kind, wanted.state)).slice(0, 500);

		replace(list, table('Callbacks', ['Callback', 'Kind', 'State', 'Status', 'Attempts', 'Signed', 'To', 'Event at', ''],
			shown.map(one => [
				el('a', {href: `#/callbacks?id=${one.id}`}, idText(one.id)), one.kind, stateBadge(stateOf(one)),
				one.status ? badge(String(one.status), one.delivered ? 'good' : 'bad') : one.error ? badge('no response', 'bad') : '',
				String(one.attempts), one.signed ? 'yes' : 'no', el('code', null, one.url), dateTime(one.createdAt),
				requestButton('Send again', () => ['POST', `/sandbox/callbacks/${one.id}/resend`], refresh,
					{'aria-label': `Send again: callback ${one.id}`}),
			]), 'No callbacks. Set a URL above, or let a server-side SDK register one.'));
	};
	const showHooks = async () => {
		const set = await read('/sandbox/hooks');

		replace(hooks, table('Where callbacks go', ['Kind', 'URL', 'Signed'], Object.entries(set).map(([name, hook]) =>
			[name, el('code', null, hook.url), hook.signed ? 'yes' : 'no']), 'No URL is set.'),
		hookForm(set, async (made, error) => {
			await showHooks();
			await refresh(made, error);
		}));
	};

	filters.addEventListener('change', () => {
		go(Object.fromEntries(new FormData(filters)), true);
		refresh();
	});
	replace(main, el('div.heading', null, el('h1', null, 'Callbacks'),
		requestButton('Delete all', () => ['DELETE', '/sandbox/callbacks'], refresh, {className: 'quiet'})),
	problem, section('Where they go', hooks), filters, list);
	await Promise.all([refresh(), showHooks()]);
	return refresh;
}

export const callbacksView = {
	name: 'callbacks',
	title: 'Callbacks',
	async open(main, parameters, go) {
		const id = parameters.get('id');
		const refresh = id ? await showCallback(main, id) : await showList(main, parameters, go);
		let timer;
		const stop = listen((kind, change) => {
			if (kind !== 'object' || change.kind !== 'callback' || (id && change.id !== id))
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
