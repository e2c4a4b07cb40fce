// SPDX-License-Identifier: MIT
// Starts otk-sandbox for a browser and fills it. Shares no code with otk and the page.
'use strict';

const {spawn} = require('node:child_process');
const {createHmac, randomUUID} = require('node:crypto');
const {once} = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const KEY = '123456';
const SECRET = '1234567890abcdef1234567890abcdef1234567890';
const PROJECT = `/v2/project/${KEY}`;

function base64url(text) {
	return Buffer.from(text).toString('base64url');
}

function jwt(claims) {
	const text = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify(claims))}`;

	return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

function requestToken() {
	const now = Math.floor(Date.now() / 1000);

	return jwt({iss: KEY, ist: 'project', iat: now, exp: now + 180, jti: randomUUID()});
}

function clientToken(session, data = 'name=Ada') {
	const now = Math.floor(Date.now() / 1000);

	return jwt({iss: KEY, ist: 'project', iat: now, exp: now + 3600, nonce: '1', role: 'moderator', scope: 'session.connect',
		session_id: session, connection_data: data});
}

// Starts a server on a free port; `stop` ends it.
async function startBox(program, options = []) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'otk-browser-'));
	const file = path.join(folder, 'port');
	const server = spawn(program, ['--port', '0', '--quiet', '--port-file', file, ...options], {stdio: ['ignore', 'inherit', 'inherit']});
	const ended = once(server, 'exit');
	const watcher = fs.watch(folder);
	let port = '';

	for (;;) {
		port = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
		if (port)
			break;
		await Promise.race([once(watcher, 'change'), ended.then(() => {
			throw new Error('otk-sandbox has ended');
		})]);
	}
	watcher.close();
	const box = {url: `http://127.0.0.1:${port}`, pid: server.pid};
	const agent = new http.Agent({keepAlive: true, maxSockets: 4});

	// Sends a request. A body that is an object is JSON; a text is a form.
	box.send = (method, target, body, headers = {}) => new Promise((resolve, reject) => {
		const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
		const request = http.request(box.url + target, {method, agent, headers: {
			'User-Agent': 'OpenTok-Node-SDK/2.23.2', Accept: 'application/json',
			...text === undefined ? {} : {'Content-Length': Buffer.byteLength(text), 'Content-Type':
				typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json'},
			...headers}}, response => {
			const parts = [];

			response.on('data', part => parts.push(part));
			response.on('end', () => {
				const all = Buffer.concat(parts).toString();

				resolve({status: response.statusCode, text: all, json: /^[[{]/.test(all) ? JSON.parse(all) : undefined});
			});
		});

		request.on('error', reject);
		request.end(text);
	});
	box.signed = (method, target, body, headers) => box.send(method, target, body, {'X-OPENTOK-AUTH': requestToken(), ...headers});
	box.control = (method, target, body) => box.send(method, `/sandbox${target}`, body);
	box.session = async () => (await box.signed('POST', '/session/create', 'p2p.preference=disabled')).json[0].session_id;
	box.stop = async () => {
		agent.destroy();
		server.kill('SIGTERM');
		await ended;
		fs.rmSync(folder, {recursive: true});
	};
	return box;
}

// A receiver of callbacks that responds as `statuses` say, then with 200.
async function startReceiver(statuses = []) {
	const server = http.createServer((request, response) => {
		request.resume();
		request.on('end', () => {
			response.writeHead(statuses.shift() ?? 200, {'Content-Type': 'text/plain', 'X-Receiver': 'demo'});
			response.end('thank you');
		});
	});

	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {url: `http://127.0.0.1:${server.address().port}/callbacks`, stop: () => server.close()};
}

// A morning of work: sessions, clients, recordings, callbacks, faults, mistakes.
async function fill(box, receiver) {
	await box.control('PUT', '/hooks', {archive: {url: receiver.url, secret: 'a secret of the demo'}, session: {url: receiver.url}});
	const session = await box.session();
	const streams = [];

	for (const [name, data, extra] of [['Ada', 'name=Ada', {layoutClassList: ['focus']}], ['Grace', 'name=Grace', {}],
		['Slides', 'name=Edsger', {videoType: 'screen'}]]) {
		const client = (await box.control('POST', `/session/${session}/connection`, {data})).json.connectionId;

		streams.push((await box.control('POST', `/session/${session}/stream`, {connectionId: client, name, ...extra})).json.streamId);
		await box.control('POST', '/clock', {advance: 20});
	}
	const archive = (await box.signed('POST', `${PROJECT}/archive`, {sessionId: session, name: 'weekly', resolution: '1280x720',
		layout: {type: 'verticalPresentation'}})).json;

	await box.signed('GET', `${PROJECT}/archive/${archive.id}`, undefined, {'User-Agent': 'OpenTok-Python-SDK/3.11.0 python/3.12'});
	await box.signed('POST', `${PROJECT}/broadcast`, {sessionId: session, outputs: {hls: {}}, layout: {type: 'bestFit'}},
		{'User-Agent': 'otk/0.9.0'});
	await box.signed('POST', `${PROJECT}/dial`, {sessionId: session, token: clientToken(session), sip: {uri: 'sip:desk@example.com'}},
		{'User-Agent': 'Opentok-Java-SDK/4.15.1 JRE/21'});
	await box.signed('POST', `${PROJECT}/captions`, {sessionId: session, token: clientToken(session)});
	await box.signed('POST', `${PROJECT}/render`, {sessionId: session, token: clientToken(session), url: 'https://example.com/page'});
	await box.control('POST', '/clock', {advance: 45});
	await box.signed('POST', `${PROJECT}/session/${session}/stream/${streams[1]}/mute`);
	await box.control('POST', '/clock', {advance: 30});
	await box.signed('POST', `${PROJECT}/archive/${archive.id}/stop`, undefined, {'User-Agent': 'OpenTok-Ruby-SDK/4.9.0-Ruby-Version-3.3.0-p0'});
	await box.control('POST', '/clock', {advance: 20});
	await box.signed('POST', `${PROJECT}/archive`, {sessionId: session, nmae: 'typing error', layout: {type: 'pip', styelsheet: ''}, multiArchiveTag: 'b'});
	await box.control('POST', '/faults', {method: 'POST', path: '*/archive', status: 503, times: 2, retryAfter: 2});
	await box.signed('POST', `${PROJECT}/archive`, {sessionId: session, name: 'a fault'});
	await box.signed('GET', `${PROJECT}/archive/00000000-0000-4000-8000-000000000000`);
	await box.send('GET', `${PROJECT}/archive`, undefined, {'User-Agent': 'curl/8.5.0'});
	for (let i = 0; i < 12; i++)
		await box.signed('GET', `${PROJECT}/archive?offset=${i}&count=50`, undefined, {'User-Agent': 'vonage-python-sdk/4.2.0 python/3.12'});
	const entries = (await box.control('GET', '/requests')).json.items;
	const callbacks = (await box.control('GET', '/callbacks')).json.items;
	const seqOf = operation => entries.find(entry => entry.operation === operation).seq;

	return {session, archive: archive.id, streams, dial: seqOf('sip.dial'), start: seqOf('archives.start'),
		running: entries.length && (await box.signed('GET', `${PROJECT}/archive`)).json.items.find(one => one.status === 'started').id,
		callback: callbacks.find(one => one.kind === 'archive').id};
}

module.exports = {KEY, SECRET, PROJECT, startBox, startReceiver, fill, clientToken};
