/* SPDX-License-Identifier: MIT */
/* The states of a session's objects over time: one lane per object, and the same as a table. */
import {badge, dateTime, el, idText, span, table, timeOfDay} from './dom.js';

/* What a state means for people, by its colour. */
const colours = {
	running: ['started', 'active', 'live', 'connected', 'publishing', 'open', 'uploaded', 'available',
		'delivered'],
	waiting: ['starting', 'created', 'connecting', 'ready', 'paused', 'muted', 'queued', 'attempted'],
	bad: ['failed', 'expired', 'given up'],
	ended: ['stopped', 'ended', 'gone', 'deleted'],
};
const final = new Set([...colours.bad, ...colours.ended]);

export function stateKind(state) {
	for (const [kind, states] of Object.entries(colours))
		if (states.includes(state))
			return kind;
	return 'other';
}

export function stateBadge(state) {
	const kinds = {running: 'good', waiting: 'warn', bad: 'bad', ended: 'info', other: 'info'};

	return badge(state, kinds[stateKind(state)]);
}

/* Returns [{kind, id, steps: [{time, state}]}] without repeated states. */
function lanesOf(items) {
	const lanes = new Map();

	for (const item of items) {
		const key = `${item.kind} ${item.id}`;
		const lane = lanes.get(key) ?? {kind: item.kind, id: item.id, steps: []};

		if (lane.steps.at(-1)?.state !== item.state)
			lane.steps.push({time: item.time, state: item.state});
		lanes.set(key, lane);
	}
	return [...lanes.values()].filter(lane => lane.kind !== 'callback');
}

function bar(step, until, from, whole) {
	const element = el(`span.step.${stateKind(step.state)}`, {
		title: `${step.state}, ${timeOfDay(step.time)}, ${span(until - step.time)}`}, step.state);

	element.style.left = `${(step.time - from) / whole * 100}%`;
	element.style.width = `${Math.max((until - step.time) / whole * 100, 0.6)}%`;
	return element;
}

export function timeline(items, now) {
	const lanes = lanesOf(items);

	if (!lanes.length)
		return el('p.empty', null, 'No history: it begins when the server starts.');
	const from = Math.min(...lanes.map(lane => lane.steps[0].time));
	const last = Math.max(...lanes.map(lane => lane.steps.at(-1).time));
	/* Time after the last change would squeeze what happened; a tenth of it is enough. */
	const to = Math.max(Math.min(now, last + Math.max(last - from, 1000) * 0.15), last + 1);
	const whole = to - from;

	return [
		el('div.timeline', {'aria-hidden': 'true'},
			lanes.map(lane => el('div.lane', null,
				el('span.name', {title: lane.id}, `${lane.kind} ${lane.id.slice(0, 6)}`),
				el('span.track', null, lane.steps.map((step, i) =>
					bar(step, lane.steps[i + 1]?.time ?? (final.has(step.state) ? Math.min(step.time + whole * 0.04, to) : to), from, whole))))),
			el('div.axis', null, el('span', null, timeOfDay(from)), el('span', null, span(whole)),
				el('span', null, timeOfDay(to)))),
		el('details', null, el('summary', null, 'The time line as a table'),
			table('States over time', ['Time', 'Object', 'Id', 'State'],
				lanes.flatMap(lane => lane.steps.map(step => ({...step, kind: lane.kind, id: lane.id})))
					.sort((a, b) => a.time - b.time)
					.map(step => [dateTime(step.time), step.kind, idText(step.id), stateBadge(step.state)]))),
	];
}
