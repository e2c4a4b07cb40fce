/* SPDX-License-Identifier: MIT */
/* The view of faults: rules that make responses fail. */
import {read, requestButton} from './api.js';
import {checkbox, el, field, input, message, replace, section, select, table} from './dom.js';

const presets = [
	['', 'a fault of your own', {}],
	['busy', '503, once', {status: 503}],
	['limit', '429 with Retry-After', {status: 429, retryAfter: 2}],
	['slow', 'a response after 3 s', {delayMs: 3000}],
	['drop', 'no response, nothing done', {drop: 'before'}],
	['lost', 'done, but the response is lost', {drop: 'after'}],
	['broken', 'broken JSON', {invalidJson: true}],
	['empty', 'an empty response', {empty: true}],
	['cut', 'a response that is cut after 20 bytes', {truncate: 20}],
	['late', 'a clock that is wrong by an hour', {dateSkew: 3600}],
];
const numbers = [['status', 'Status'], ['delayMs', 'Delay, ms'], ['slowBodyMs', 'Pause in the body, ms'],
	['truncate', 'Cut after bytes'], ['retryAfter', 'Retry-After, s'], ['dateSkew', 'Date wrong by, s']];

function readRule(form) {
	const data = new FormData(form);
	const rule = {};

	for (const name of ['method', 'path', 'drop', 'body', 'contentType'])
		if (data.get(name))
			rule[name] = data.get(name);
	for (const name of ['times', 'after', ...numbers.map(([one]) => one)])
		if (data.get(name))
			rule[name] = Number(data.get(name));
	for (const name of ['execute', 'empty', 'invalidJson', 'xmlError'])
		if (data.get(name))
			rule[name] = true;
	if (data.get('probability'))
		rule.probability = Number(data.get('probability'));
	return rule;
}

function fillForm(form, fault) {
	for (const name of [...numbers.map(([one]) => one), 'drop', 'body', 'contentType'])
		form.elements[name].value = fault[name] ?? '';
	for (const name of ['execute', 'empty', 'invalidJson', 'xmlError'])
		form.elements[name].checked = Boolean(fault[name]);
}

function ruleForm(added) {
	const preview = el('code.sends', null);
	const preset = select('preset', presets.map(([key, label]) => [key, label]), 'busy');
	const form = el('form.stack', {'aria-label': 'A new rule', onsubmit: event => event.preventDefault()},
		field('Fault', preset),
		el('fieldset', null, el('legend', null, 'Which requests'), el('div.filters', null,
			field('Method', select('method', [['', 'any'], 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'], '')),
			field('Path', input('path', {placeholder: '*/archive*'}), 'a shell pattern; empty: all'),
			field('How often', input('times', {type: 'number', min: 0, value: '1'}), '0: always'),
			field('After this many', input('after', {type: 'number', min: 0}), 'requests that pass first'),
			field('Probability', input('probability', {type: 'number', min: 0, max: 1, step: 0.05}), '0 to 1'))),
		el('fieldset', null, el('legend', null, 'What happens'), el('div.filters', null,
			numbers.map(([name, label]) => field(label, input(name, {type: 'number'}))),
			field('Drop the connection', select('drop', [['', 'no'], ['before', 'before the request is read'], ['after', 'after it is done']], '')),
			field('Body', input('body')), field('Content-Type', input('contentType'))),
		el('div.checks', null, checkbox('execute', 'execute the request nevertheless'), checkbox('empty', 'empty body'),
			checkbox('invalidJson', 'broken JSON'), checkbox('xmlError', 'XML error'))),
		el('div.buttons', null, requestButton('Add the rule', () => ['POST', '/sandbox/faults', readRule(form)], added, {className: 'primary'})),
		preview);
	const update = () => {
		preview.textContent = `POST /sandbox/faults ${JSON.stringify(readRule(form))}`;
	};

	preset.addEventListener('change', () => fillForm(form, presets.find(([key]) => key === preset.value)[2]));
	form.addEventListener('input', update);
	form.addEventListener('change', update);
	fillForm(form, presets[1][2]);
	update();
	return form;
}

function describe(rule) {
	const {id, hits, left, afterLeft, method, path, ...fault} = rule;

	return JSON.stringify(fault);
}

export const faultsView = {
	name: 'faults',
	title: 'Faults',
	async open(main) {
		const list = el('div'), problem = el('div');
		const refresh = async (made, error) => {
			replace(problem, error ? message(error.message, 'error') : null);
			replace(list, table('Rules', ['Method', 'Path', 'Fault', 'Used', 'Left', ''], (await read('/sandbox/faults')).items.map(rule => [
				rule.method ?? 'any', el('code', null, rule.path ?? '*'), el('code', null, describe(rule)), String(rule.hits),
				rule.left < 0 ? 'always' : String(rule.left),
				requestButton('Remove', () => ['DELETE', `/sandbox/faults/${rule.id}`], refresh, {'aria-label': `Remove the rule ${describe(rule)}`}),
			]), 'No rules: every request is served.'));
		};

		replace(main, el('div.heading', null, el('h1', null, 'Faults'),
			requestButton('Remove all', () => ['DELETE', '/sandbox/faults'], refresh, {className: 'quiet'})),
		problem, section('Rules', list), section('A new rule', ruleForm(refresh)),
		el('p.note', null, 'A single request chooses a fault by its header X-Otk-Sandbox-Fault, which takes the same JSON.'));
		await refresh();
		const timer = setInterval(() => refresh().catch(() => {}), 5000);

		return () => clearInterval(timer);
	},
};
