/* SPDX-License-Identifier: MIT */
/* The frame of the page: views by the part of the address after "#", the theme, the log in. */
import {act, mountLog, onDenied} from './api.js';
import {button, el, field, input, message, replace} from './dom.js';
import {connection, listen, start} from './live.js';
import {callbacksView} from './callbacks.js';
import {clockView} from './clock.js';
import {credentialsView} from './credentials.js';
import {faultsView} from './faults.js';
import {layoutView} from './layout.js';
import {requestsView} from './requests.js';
import {seedView} from './seed.js';
import {sessionsView} from './sessions.js';

const views = [requestsView, sessionsView, callbacksView, layoutView, faultsView, clockView, credentialsView, seedView];
const main = document.getElementById('main');
const nav = document.getElementById('views');
const live = document.getElementById('live');
const login = document.getElementById('login');

/* ---- views */

let leave = () => {};
let opened = 0;

function readAddress() {
	const [, name, query] = /^#\/?([a-z]*)\??(.*)$/.exec(location.hash) ?? [];

	return {view: views.find(view => view.name === name) ?? requestsView, parameters: new URLSearchParams(query)};
}

/* Changes the parameters of the address; replaces the entry of the history where nothing is opened. */
function go(name, parameters, quiet) {
	const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) =>
		value !== '' && value !== null && value !== undefined && value !== 0));
	const hash = `#/${name}${query.size ? `?${query}` : ''}`;

	if (quiet)
		history.replaceState(null, '', hash);
	else
		location.hash = hash;
}

async function openView(focus) {
	const {view, parameters} = readAddress();
	const turn = ++opened;
	/* A view that takes long writes into a part that is not shown once another one was opened. */
	const part = el(`div.view.${view.name}`);

	leave();
	leave = () => {};
	document.title = `${view.title} – otk-sandbox`;
	for (const link of nav.querySelectorAll('a')) {
		if (link.dataset.view === view.name)
			link.setAttribute('aria-current', 'page');
		else
			link.removeAttribute('aria-current');
	}
	replace(main, part);
	try {
		const left = await view.open(part, parameters, (next, quiet) => turn === opened && go(view.name, next, quiet));

		if (turn === opened)
			leave = left ?? (() => {});
		else
			left?.();
	} catch (error) {
		replace(part, el('h1', null, view.title), message(error.message, 'error'),
			button('Try again', () => openView(true)));
	}
	if (focus && turn === opened)
		main.focus({preventScroll: true});
}

replace(nav, views.map(view => {
	const link = el('a', {href: `#/${view.name}`}, view.title);

	link.dataset.view = view.name;
	return link;
}));

/* The part after "#" names a view, so the link cannot be followed. */
document.getElementById('skip').addEventListener('click', event => {
	event.preventDefault();
	main.focus();
});

/* ---- state of the connection */

const words = {connecting: 'connecting', live: 'live', lost: 'no connection', denied: 'not logged in'};

function showState(state) {
	live.textContent = words[state];
	live.dataset.state = state;
}

listen((kind, data) => {
	if (kind === 'state')
		showState(data);
});
showState(connection());

/* ---- theme */

const theme = document.getElementById('theme');
const themes = ['system', 'light', 'dark'];

function setTheme(name) {
	document.documentElement.dataset.theme = name;
	theme.textContent = `Theme: ${name}`;
	try {
		localStorage.setItem('otk-sandbox-theme', name);
	} catch {
		/* Storage may be switched off. */
	}
}

theme.addEventListener('click', () =>
	setTheme(themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length]));
try {
	setTheme(localStorage.getItem('otk-sandbox-theme') ?? 'system');
} catch {
	setTheme('system');
}

/* ---- log in, where the control interface needs a token */

onDenied(() => {
	if (login.open)
		return;
	const token = input('token', {type: 'password', autocomplete: 'current-password', required: true});
	const problem = el('div');

	replace(login, el('form.stack', {onsubmit: async event => {
		event.preventDefault();
		try {
			await act('POST', '/sandbox/login', {token: token.value});
			login.close();
			start();
			openView(true);
		} catch (error) {
			replace(problem, message(error.message, 'error'));
		}
	}}, el('h2', {id: 'login-title'}, 'Token'),
	el('p', null, 'This sandbox has credentials of its own. Its control interface needs the token that it printed when it started.'),
	field('Token', token), problem, el('button.primary', {type: 'submit'}, 'Log in')));
	login.showModal();
	token.focus();
});

/* "#token=…" is the address that the sandbox prints; the token does not stay in it. */
async function takeToken() {
	const [, token] = /^#token=(.+)$/.exec(location.hash) ?? [];

	if (!token)
		return;
	history.replaceState(null, '', '#/requests');
	try {
		await act('POST', '/sandbox/login', {token: decodeURIComponent(token)});
	} catch {
		/* The next request is refused, and the page asks for the token. */
	}
}

mountLog(document.getElementById('control'));
addEventListener('hashchange', async () => {
	await takeToken();
	openView(true);
});
await takeToken();
start();
openView(false);
