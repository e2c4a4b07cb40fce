// SPDX-License-Identifier: MIT
// Every view of the page, and the sizes in which each is opened.
'use strict';

// name, address after "#/", heading, a text that it shows once it is filled (box.js)
const views = made => [
	['requests', 'requests', 'Requests', 'archives.list'],
	['request', `requests?seq=${made.dial}`, 'Requests', 'role (role)'],
	['sessions', 'sessions', 'Sessions', 'routed'],
	['session', `sessions?id=${encodeURIComponent(made.session)}`, 'Session', 'publishing'],
	['callbacks', 'callbacks', 'Callbacks', 'delivered'],
	['callback', `callbacks?id=${made.callback}`, 'Callback', 'payload_hash is that of the body'],
	['layout', 'layout?type=custom', 'Layouts', 'contain'],
	['picture', `layout?archive=${made.running}`, 'Picture of an archive', 'Ada'],
	['faults', 'faults', 'Faults', '*/archive'],
	['clock', 'clock', 'Clock', 'Ahead of real time'],
	['credentials', 'credentials', 'Credentials', 'OpenTok account'],
	['seed', 'seed', 'Seed and reset', 'Delete all objects'],
];

const widths = [360, 768, 1280, 1920];
const schemes = ['light', 'dark'];

module.exports = {views, widths, schemes};
