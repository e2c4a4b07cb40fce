/* SPDX-License-Identifier: MIT */
/* The view of the whole state: fill it, keep it, bring it back, delete it. */
import {read, requestButton} from './api.js';
import {el, field, input, message, replace, section} from './dom.js';

const example = {
	sessions: [{
		sessionId: 'demo',
		connections: [{connectionId: 'ada', data: 'Ada'}],
		streams: [{streamId: 'ada-camera', connectionId: 'ada', name: 'Ada', layoutClassList: ['focus']},
			{streamId: 'grace-camera', name: 'Grace'}],
	}],
	faults: [{method: 'POST', path: '*/archive', status: 503, times: 1}],
};

function has(routes, method, path) {
	return routes.some(route => route.method === method && route.path === path);
}

function seedPart(after) {
	const text = el('textarea', {name: 'seed', rows: 16, spellcheck: false, value: JSON.stringify(example, null, 2)});
	const file = input('file', {type: 'file', accept: '.json,application/json'});
	const parsed = () => {
		try {
			return JSON.parse(text.value);
		} catch {
			return {};
		}
	};
	const problem = el('div');
	const check = () => {
		try {
			JSON.parse(text.value);
			replace(problem);
		} catch (error) {
			replace(problem, message(`Not JSON: ${error.message}`, 'error'));
		}
	};

	text.addEventListener('input', check);
	file.addEventListener('change', async () => {
		text.value = await file.files[0]?.text() ?? text.value;
		check();
	});
	return section('Seed', el('p.note', null, 'Adds projects, sessions, clients, streams, archives, faults and stubs at once.'),
		el('form.stack', {onsubmit: event => event.preventDefault()}, field('From a file', file), field('Seed, JSON', text), problem,
			requestButton('Add', () => ['POST', '/sandbox/seed', parsed()], after, {className: 'primary', 'aria-label': 'Add the seed'})));
}

function snapshotPart(after) {
	const file = input('snapshot', {type: 'file'});
	let lines = '';
	const restore = requestButton('Restore', () => ['PUT', '/sandbox/snapshot', lines], after);

	restore.disabled = true;
	file.addEventListener('change', async () => {
		lines = await file.files[0]?.text() ?? '';
		restore.disabled = !lines;
	});
	return section('Snapshot', el('p.note', null, 'The whole state, credentials included. Keep the file as you would keep a password.'),
		el('div.buttons', null, el('a.button', {href: '/sandbox/snapshot', download: 'sandbox.snapshot'}, 'Download a snapshot')),
		el('form.stack', {onsubmit: event => event.preventDefault()}, field('A snapshot', file, 'replaces the whole state'), restore));
}

export const seedView = {
	name: 'seed',
	title: 'Seed',
	async open(main) {
		const problem = el('div');
		const routes = (await read('/sandbox/routes')).items;
		const after = (made, error) => replace(problem, error ? message(error.message, 'error') : message('Done.'));

		replace(main, el('div.heading', null, el('h1', null, 'Seed and reset')), problem,
			has(routes, 'POST', '/sandbox/seed') ? seedPart(after) : null,
			has(routes, 'PUT', '/sandbox/snapshot') ? snapshotPart(after) : null,
			section('Reset', el('p.note', null, 'Deletes all sessions, recordings, callbacks and requests, and sets the clock right. Credentials, faults, stubs and hooks stay.'),
				requestButton('Delete all objects', () => ['POST', '/sandbox/reset'], after, {className: 'danger'})));
	},
};
