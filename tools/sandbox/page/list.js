/* SPDX-License-Identifier: MIT */
/* A list of which only the visible rows are elements. One row is selected by keys or a click. */
import {el} from './dom.js';

const SPARE = 6;

/*
 * columns: [{title, name}]; cells(item) returns one child per column; keyOf(item) names an item;
 * selected(item) is called when the selection changes. Returns {element, show(items), select(key)}.
 */
export function virtualList({label, columns, cells, keyOf, selected, open}) {
	const body = el('div.rows', {role: 'rowgroup'});
	const head = el('div.head', {role: 'rowgroup'}, el('div.row', {role: 'row', 'aria-rowindex': '1'},
		columns.map(column => el(`span.cell.${column.name}`, {role: 'columnheader'}, column.title))));
	const element = el('div.list', {role: 'grid', tabIndex: 0, 'aria-label': label}, head, body);
	let items = [];
	let current = null;
	let drawn = [];

	const rowHeight = () => parseFloat(getComputedStyle(element).getPropertyValue('--row')) || 36;

	function makeRow(item, index, height) {
		const row = el('div.row', {role: 'row', id: `row-${keyOf(item)}`,
			'aria-rowindex': String(index + 2), 'aria-selected': String(keyOf(item) === current)},
			cells(item).map((cell, i) => el(`span.cell.${columns[i].name}`, {role: 'gridcell'}, cell)));

		row.style.top = `${index * height}px`;
		row.addEventListener('click', () => choose(index, true));
		return row;
	}

	function draw() {
		const height = rowHeight();
		const first = Math.max(0, Math.floor(element.scrollTop / height) - SPARE);
		const last = Math.min(items.length,
			Math.ceil((element.scrollTop + element.clientHeight) / height) + SPARE);
		const rows = [];

		for (let i = first; i < last; i++)
			rows.push(makeRow(items[i], i, height));
		body.style.height = `${items.length * height}px`;
		body.replaceChildren(...rows);
		drawn = items.slice(first, last).map(keyOf);
		element.setAttribute('aria-rowcount', String(items.length + 1));
		if (current !== null && drawn.includes(current))
			element.setAttribute('aria-activedescendant', `row-${current}`);
		else
			element.removeAttribute('aria-activedescendant');
	}

	function indexOf(key) {
		return items.findIndex(item => keyOf(item) === key);
	}

	function reveal(index) {
		const height = rowHeight(), top = index * height;
		const room = element.clientHeight - head.offsetHeight;

		if (top < element.scrollTop)
			element.scrollTop = top;
		else if (top + height > element.scrollTop + room)
			element.scrollTop = top + height - room;
	}

	function choose(index, opens) {
		if (!items.length)
			return;
		index = Math.max(0, Math.min(items.length - 1, index));
		current = keyOf(items[index]);
		reveal(index);
		draw();
		selected(items[index]);
		if (opens)
			open?.(items[index]);
	}

	const keys = {
		ArrowDown: at => at + 1,
		ArrowUp: at => (at < 0 ? 0 : at - 1),
		PageDown: at => at + Math.floor(element.clientHeight / rowHeight()),
		PageUp: at => at - Math.floor(element.clientHeight / rowHeight()),
		Home: () => 0,
		End: () => items.length - 1,
	};

	element.addEventListener('keydown', event => {
		const at = indexOf(current);

		if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey)
			return;
		if (keys[event.key]) {
			event.preventDefault();
			choose(keys[event.key](at), false);
		} else if (event.key === 'Enter' && at >= 0) {
			event.preventDefault();
			open?.(items[at]);
		}
	});
	element.addEventListener('scroll', draw, {passive: true});
	new ResizeObserver(draw).observe(element);

	return {
		element,
		/* added: number of items that are new at the top; a reader further down keeps the place. */
		show(next, added = 0) {
			items = next;
			if (element.scrollTop > 0 && added)
				element.scrollTop += added * rowHeight();
			draw();
		},
		select(key) {
			current = key;
			draw();
		},
	};
}
