/* SPDX-License-Identifier: MIT */
/* The view of credentials. Secrets are never shown. */
import {read, requestButton} from './api.js';
import {dateTime, el, field, input, message, replace, section, table} from './dom.js';

const kinds = {project: 'OpenTok project', account: 'OpenTok account', application: 'Vonage application', 'vonage-account': 'Vonage account'};

export const credentialsView = {
	name: 'credentials',
	title: 'Credentials',
	async open(main) {
		const list = el('div'), problem = el('div');
		const key = input('apiKey'), secret = input('apiSecret', {type: 'password', autocomplete: 'new-password'});
		const application = input('applicationId'), publicKey = el('textarea', {name: 'publicKey', rows: 6, spellcheck: false});
		const refresh = async (made, error) => {
			replace(problem, error ? message(error.message, 'error') : made ? message('Added.') : null);
			replace(list, table('Credentials', ['Kind', 'Id', 'Name', 'Status', 'Created'], (await read('/sandbox/credentials')).items.map(one => [
				kinds[one.kind] ?? one.kind, el('code', null, one.id), one.name ?? '',
				one.kind === 'application' ? (one.hasKey ? 'has a key' : 'has no key') : one.status ?? '',
				one.createdAt ? dateTime(one.createdAt) : '',
			])));
		};

		replace(main, el('div.heading', null, el('h1', null, 'Credentials')), problem, section('Who may use the sandbox', list),
			el('div.columns', null,
				section('A new OpenTok project', el('form.stack', {onsubmit: event => event.preventDefault()}, field('API key', key), field('API secret', secret),
					requestButton('Add', () => ['POST', '/sandbox/credentials', {apiKey: key.value, apiSecret: secret.value}], refresh,
						{className: 'primary', 'aria-label': 'Add the project'}))),
				section('A new Vonage application', el('form.stack', {onsubmit: event => event.preventDefault()}, field('Application id', application),
					field('Public key', publicKey, 'PEM, RSA'),
					requestButton('Add', () => ['POST', '/sandbox/credentials', {applicationId: application.value, publicKey: publicKey.value}], refresh,
						{className: 'primary', 'aria-label': 'Add the application'})))));
		await refresh();
	},
};
