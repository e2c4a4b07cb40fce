/* SPDX-License-Identifier: MIT */
/* The view of the clock. */
import {read, requestButton} from './api.js';
import {dateTime, definitions, el, field, input, message, replace, section, span} from './dom.js';

const steps = [[10, '10 s'], [60, '1 min'], [600, '10 min'], [3600, '1 h'], [86400, '1 day'], [259200, '3 days']];

function localValue(ms) {
	return new Date(ms - new Date(ms).getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

export const clockView = {
	name: 'clock',
	title: 'Clock',
	async open(main) {
		const face = el('p.face', {role: 'timer', 'aria-label': 'Clock of the sandbox'}), facts = el('div'), problem = el('div');
		const set = input('set', {type: 'datetime-local', step: 1});
		const skew = input('skew', {type: 'number', value: '0'});
		let offset = 0, answer;

		const tick = () => {
			face.textContent = dateTime(Date.now() + offset);
		};
		const refresh = async (made, error) => {
			const clock = await read('/sandbox/clock');

			replace(problem, error ? message(error.message, 'error') : null,
				made?.settled === false ? message('More became due than two seconds of work; the rest follows.', 'warn') : null);
			offset = clock.now - Date.now();
			answer = clock;
			replace(facts, definitions([
				['Ahead of real time', Math.abs(offset) < 2000 ? 'not at all' : `${offset < 0 ? 'behind by ' : ''}${span(offset)}`],
				['Wall clock wrong by', `${clock.skew} s`]]));
			tick();
		};

		await refresh();
		set.value = localValue(answer.now);
		skew.value = String(answer.skew);
		replace(main, el('div.heading', null, el('h1', null, 'Clock')), problem, face, facts,
			section('Advance', el('p.note', null, 'Everything that becomes due happens before the response, in order.'),
				el('div.buttons', null, steps.map(([seconds, label]) =>
					requestButton(label, () => ['POST', '/sandbox/clock', {advance: seconds}], refresh, {'aria-label': `Advance by ${label}`})))),
			section('Set', el('form.inline', {onsubmit: event => event.preventDefault()}, field('Date and time', set),
				requestButton('Set', () => ['POST', '/sandbox/clock', {set: new Date(set.value).getTime()}], refresh, {'aria-label': 'Set the clock'}),
				requestButton('To real time', () => ['POST', '/sandbox/clock', {set: Date.now()}], refresh))),
			section('Make the wall clock wrong', el('p.note', null, 'Request tokens are checked by the wall clock, and the header Date shows it.'),
				el('form.inline', {onsubmit: event => event.preventDefault()}, field('Seconds', skew),
					requestButton('Set', () => ['POST', '/sandbox/clock', {skew: Number(skew.value)}], refresh, {'aria-label': 'Set the skew'}))));
		const timer = setInterval(tick, 1000);

		return () => clearInterval(timer);
	},
};
