/* SPDX-License-Identifier: MIT */
/* Elements, text and times. Text is only ever set as text: nothing here parses HTML. */

/* el('button.primary', {onclick, type: 'button'}, 'Save', child…) */
export function el(selector, properties, ...children) {
	const [tag, ...classes] = selector.split('.');
	const element = document.createElement(tag || 'div');

	if (classes.length)
		element.className = classes.join(' ');
	for (const [name, value] of Object.entries(properties ?? {})) {
		if (value === undefined || value === null || value === false)
			continue;
		if (typeof value === 'function')
			element.addEventListener(name.slice(2), value);
		else if (name in element && typeof value !== 'object' && !name.startsWith('aria'))
			element[name] = value;
		else
			element.setAttribute(name, value === true ? '' : value);
	}
	fill(element, children);
	return element;
}

function fill(element, children) {
	for (const child of children.flat(Infinity))
		if (child !== undefined && child !== null && child !== false)
			element.append(child);
}

export function replace(element, ...children) {
	element.textContent = '';
	fill(element, children);
	return element;
}

export function button(label, onclick, properties) {
	return el('button', {type: 'button', onclick, ...properties}, label);
}

let labels = 0;

/* A control with its label. */
export function field(label, control, hint) {
	const id = control.id || `field-${++labels}`;
	const note = hint && el('small', {id: `${id}-hint`}, hint);

	control.id = id;
	if (note)
		control.setAttribute('aria-describedby', note.id);
	return el('div.field', null, el('label', {htmlFor: id}, label), control, note);
}

export function input(name, properties) {
	return el('input', {name, autocomplete: 'off', spellcheck: false, ...properties});
}

export function select(name, options, value, properties) {
	const element = el('select', {name, ...properties},
		options.map(option => {
			const [key, text] = Array.isArray(option) ? option : [option, option];

			return el('option', {value: key}, text);
		}));

	element.value = value ?? '';
	return element;
}

export function checkbox(name, label, checked) {
	const box = el('input', {type: 'checkbox', name, checked});

	return el('label.check', null, box, label);
}

/* A table with a heading for screen readers; rows are lists of cells. */
export function table(caption, heads, rows, empty) {
	if (!rows.length)
		return el('p.empty', null, empty ?? 'Nothing yet.');
	return el('div.scroll', {tabIndex: 0, role: 'region', 'aria-label': caption},
		el('table', null, el('caption.hidden', null, caption),
			el('thead', null, el('tr', null,
				heads.map(head => head ? el('th', {scope: 'col'}, head) : el('td')))),
			el('tbody', null, rows.map(cells =>
				el('tr', null, cells.map(cell => el('td', null, cell)))))));
}

export function definitions(pairs) {
	return el('dl', null, pairs.filter(pair => pair && pair[1] !== undefined && pair[1] !== null)
		.map(([name, value]) => [el('dt', null, name), el('dd', null, value)]));
}

export function section(title, ...content) {
	return el('section.card', null, el('h2', null, title), content);
}

export function badge(text, kind) {
	return el(`span.badge.${kind}`, null, text);
}

export async function copyText(text, source) {
	const before = source.textContent;

	try {
		await navigator.clipboard.writeText(text);
		source.textContent = 'Copied';
	} catch {
		source.textContent = 'The browser refused';
	}
	setTimeout(() => {
		source.textContent = before;
	}, 1200);
}

/* A text that can be copied. */
export function copyable(text, label) {
	const pre = el('pre.code', {tabIndex: 0, role: 'region', 'aria-label': label}, text);

	return el('div.copyable', null, pre,
		button('Copy', event => copyText(text, event.currentTarget),
			{className: 'quiet', 'aria-label': `Copy: ${label}`}));
}

export function bytes(count) {
	if (count < 1024)
		return `${count} B`;
	return count < 1048576 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;
}

export function elapsed(us) {
	if (us < 1000)
		return `${us} µs`;
	return us < 1000000 ? `${(us / 1000).toFixed(1)} ms` : `${(us / 1000000).toFixed(2)} s`;
}

/* The first list needs no time zones and languages of the browser, which take long to load. */
export function timeOfDay(ms) {
	const date = new Date(ms);
	const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(part =>
		String(part).padStart(2, '0'));

	return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

let day;

export function dateTime(ms) {
	day ??= new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});
	return day.format(ms);
}

export function time(ms) {
	return el('time', {dateTime: new Date(ms).toISOString(), title: dateTime(ms)}, timeOfDay(ms));
}

export function span(ms) {
	const seconds = Math.round(Math.abs(ms) / 1000);

	if (seconds < 120)
		return `${seconds} s`;
	return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export function short(id) {
	return id && id.length > 22 ? `${id.slice(0, 10)}…${id.slice(-8)}` : id ?? '';
}

/* An id that is cut for people; the whole one is in its title and its name. */
export function idText(id) {
	return el('code.id', {title: id}, short(id));
}

export function message(text, kind = 'info') {
	return el(`p.message.${kind}`, {role: kind === 'error' ? 'alert' : 'status'}, text);
}
