/* SPDX-License-Identifier: MIT */
/* The view of layouts: what a layout makes of streams. The server composes; this page only shows it. */
import {act, read, Refused, requestText} from './api.js';
import {badge, button, checkbox, el, field, idText, input, message, replace, section, select, table} from './dom.js';

const types = ['bestFit', 'pip', 'verticalPresentation', 'horizontalPresentation', 'custom'];
const resolutions = ['640x480', '480x640', '1280x720', '720x1280', '1920x1080', '1080x1920'];
const sheetExample = `stream {
  float: left;
  width: 25%;
  height: 25%;
}
stream.instructor {
  width: 100%;
  height: 75%;
  object-fit: cover;
}`;
const startStreams = [
	{streamId: 'a', name: 'Ada', classes: 'focus full instructor'},
	{streamId: 'b', name: 'Grace', classes: ''},
	{streamId: 'c', name: 'Edsger', classes: ''},
	{streamId: 'd', name: 'Slides', classes: '', screen: true},
];

/* The picture is an image of its own: an SVG document in an <img> runs no scripts. */
function picture(composed) {
	const url = URL.createObjectURL(new Blob([composed.svg], {type: 'image/svg+xml'}));
	const image = el('img.picture', {src: url, width: composed.width, height: composed.height,
		alt: `${composed.type} at ${composed.width}x${composed.height}: ${
			composed.tiles.map(tile => tile.name || tile.streamId).join(', ') || 'no streams'}`});

	image.addEventListener('load', () => URL.revokeObjectURL(url));
	return image;
}

function showPicture(composed) {
	return [
		picture(composed),
		composed.notes.map(note => message(note, 'warn')),
		table('Places, in the order in which they are painted', ['Stream', 'Kind', 'Classes', 'At', 'Size', 'Fit'],
			composed.tiles.map(tile => [
				tile.name || idText(tile.streamId), tile.videoType, tile.layoutClassList.join(' ') || '–', `${tile.x}, ${tile.y}`,
				`${tile.width}x${tile.height}`, [tile.objectFit, tile.clipped ? badge('cut at the edge', 'warn') : null],
			]), 'No stream has a place.'),
		composed.leftOut.length ? table('Left out', ['Stream', 'Why'],
			composed.leftOut.map(one => [idText(one.streamId), one.why])) : null,
	];
}

async function showObject(main, kind, id) {
	const composed = el('div');
	const path = `/sandbox/${kind}/${encodeURIComponent(id)}/layout`;

	replace(main, el('div.heading', null, el('h1', null, `Picture of ${kind === 'archive' ? 'an archive' : 'a broadcast'}`),
		idText(id), el('a', {href: '#/layout'}, 'Try a layout')), requestText('GET', path), composed);
	try {
		replace(composed, showPicture(await read(path)));
	} catch (error) {
		replace(composed, message(error.message, 'error'));
	}
}

function streamRows(streams, changed) {
	return table('Streams', ['Name', 'Layout classes', '', ''], streams.map((stream, i) => {
		const name = input('name', {value: stream.name, 'aria-label': `Name of stream ${i + 1}`, size: 8});
		const classes = input('classes', {value: stream.classes, 'aria-label': `Layout classes of stream ${i + 1}`, size: 12});
		const screen = checkbox('screen', 'screen', stream.screen);
		const video = checkbox('video', 'video', stream.video !== false);

		const update = () => {
			stream.name = name.value;
			stream.classes = classes.value;
			stream.screen = screen.firstChild.checked;
			stream.video = video.firstChild.checked;
			changed();
		};
		for (const one of [name, classes, screen, video])
			one.addEventListener('input', update);
		return [name, classes, el('span.pair', null, screen, video), button('Remove', () => {
			streams.splice(i, 1);
			changed(true);
		}, {className: 'quiet', 'aria-label': `Remove stream ${i + 1}`})];
	}), 'No streams.');
}

function bodyOf(controls, streams) {
	const layout = {type: controls.type.value};

	if (layout.type === 'custom')
		layout.stylesheet = controls.stylesheet.value || ' ';
	if (layout.type === 'bestFit' && controls.screenshareType.value)
		layout.screenshareType = controls.screenshareType.value;
	return {layout, resolution: controls.resolution.value, streams: streams.map((stream, i) => ({
		streamId: stream.streamId,
		...stream.name ? {name: stream.name} : {},
		connectionId: stream.connectionId ?? `client-${i}`,
		videoType: stream.screen ? 'screen' : 'camera',
		layoutClassList: stream.classes.split(/\s+/).filter(Boolean),
		hasVideo: stream.video !== false,
		createdAt: i,
	}))};
}

async function sessionStreams(id) {
	const session = await read(`/sandbox/session/${encodeURIComponent(id)}`);

	return session.streams.map(stream => ({streamId: stream.id, name: stream.name ?? '', connectionId: stream.connectionId,
		classes: (stream.layoutClassList ?? []).join(' '), screen: stream.videoType === 'screen', video: stream.hasVideo}));
}

async function showEditor(main, parameters, go) {
	const streams = startStreams.map(stream => ({...stream}));
	const controls = {
		type: select('type', types, parameters.get('type') ?? 'bestFit'),
		screenshareType: select('screenshareType', [['', 'none'], ...types.slice(0, 4)], parameters.get('screenshareType')),
		resolution: select('resolution', resolutions, parameters.get('resolution') ?? '640x480'),
		stylesheet: el('textarea', {name: 'stylesheet', rows: 10, spellcheck: false, value: sheetExample}),
	};
	const composed = el('div', {'aria-live': 'polite'}), list = el('div'), problem = el('div');
	const from = input('session', {placeholder: 'session id'});
	const sheet = el('div', null, field('Style sheet', controls.stylesheet));
	const share = el('div', null, field('While a screen is shared', controls.screenshareType));
	let timer, turn = 0;

	const compose = async () => {
		const mine = ++turn;

		try {
			const response = await act('POST', '/sandbox/layout', bodyOf(controls, streams));

			if (mine === turn)
				replace(composed, showPicture(response));
		} catch (error) {
			if (mine === turn)
				replace(composed, message(error.message, 'error'));
		}
	};
	const changed = anew => {
		if (anew)
			replace(list, streamRows(streams, changed));
		sheet.hidden = controls.type.value !== 'custom';
		share.hidden = controls.type.value !== 'bestFit';
		go({type: controls.type.value, screenshareType: controls.screenshareType.value, resolution: controls.resolution.value}, true);
		clearTimeout(timer);
		timer = setTimeout(compose, 200);
	};
	const form = el('form.stack', {'aria-label': 'Layout', onsubmit: event => event.preventDefault()},
		el('div.filters', null, field('Type', controls.type), share, field('Resolution', controls.resolution)), sheet);

	form.addEventListener('input', () => changed());
	replace(main, el('div.heading', null, el('h1', null, 'Layouts'), requestText('POST', '/sandbox/layout')),
		el('div.columns.wide', null,
			el('div', null, form,
				section('Streams', list, el('div.buttons', null, button('Add a stream', () => {
					streams.push({streamId: `s${Date.now()}`, name: `Guest ${streams.length + 1}`, classes: ''});
					changed(true);
				})),
				problem,
				el('form.inline', {'aria-label': 'Streams of a session', onsubmit: async event => {
					event.preventDefault();
					try {
						streams.splice(0, streams.length, ...await sessionStreams(from.value.trim()));
						replace(problem);
						changed(true);
					} catch (error) {
						if (!(error instanceof Refused))
							throw error;
						replace(problem, message(error.message, 'error'));
					}
				}}, field('Take the streams of a session', from), el('button', {type: 'submit'}, 'Take')))),
			section('Picture', composed)));
	changed(true);
	return () => clearTimeout(timer);
}

export const layoutView = {
	name: 'layout',
	title: 'Layouts',
	async open(main, parameters, go) {
		for (const kind of ['archive', 'broadcast'])
			if (parameters.get(kind))
				return showObject(main, kind, parameters.get(kind));
		return showEditor(main, parameters, go);
	},
};
