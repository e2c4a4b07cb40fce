// SPDX-License-Identifier: MIT
// The web examples in a real browser, used as a person does, against otk-sandbox:
//   examples.js MODULES CHROMIUM BUILD [NAME]
// NAME: only tests whose name has this text. The folder that OTK_TEST_PICTURES names, if any, gets a
// picture of each page. The client library of the platform is replaced by a few lines.
'use strict';

const {spawn} = require('node:child_process');
const {once} = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const {KEY, SECRET, startBox} = require('./box.js');
const {test, check, same, runAll, patience} = require('./check.js');
const {schemes} = require('./views.js');

const [modules, chromium, build, only] = process.argv.slice(2);
const folder = process.env.OTK_TEST_PICTURES;
const playwright = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');
const CALLBACK_SECRET = '0123456789abcdef0123456789abcdef';
const LIBRARY = `window.OT = {
	initSession: () => ({on() {}, publish() {}, connect(token, done) { done(); }}),
	initPublisher(place) {
		const video = document.createElement('video');

		video.width = 264;
		video.height = 198;
		document.getElementById(place).append(video);
	},
};`;

// Starts an example on a free port; `stop` ends it.
async function startExample(context, name) {
	const server = spawn(path.join(build, 'examples', 'web', name), [], {stdio: ['ignore', 'pipe', 'inherit'],
		env: {...process.env, PORT: '0', OTK_API_URL: context.box.url, OTK_API_KEY: KEY, OTK_API_SECRET: SECRET,
			OTK_CALLBACK_SECRET: CALLBACK_SECRET}});
	const ended = once(server, 'exit');
	const [address] = await once(server.stdout, 'data');

	return {url: String(address).trim(), stop: async () => {
		server.kill('SIGTERM');
		const [code] = await ended;
		same(code, 0, `exit status of ${name}`);
	}};
}

async function openWindow(context, library = LIBRARY) {
	const page = await context.browser.newPage();

	page.problems = [];
	page.on('pageerror', error => page.problems.push(error.message));
	page.setDefaultTimeout(patience);
	await page.route('https://static.opentok.com/**', route => library
		? route.fulfill({contentType: 'text/javascript', body: library}) : route.abort());
	return page;
}

// Looks at the page as it is: accessible, not too wide on a telephone, without errors, light and dark.
async function look(page, name) {
	for (const scheme of schemes)
		for (const width of [360, 1200]) {
			await page.emulateMedia({colorScheme: scheme});
			await page.setViewportSize({width, height: 800});
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

			check(wide <= 0, `${name} at ${width}: ${wide} pixels too wide`);
			await page.evaluate(axe);
			for (const violation of (await page.evaluate(() => globalThis.axe.run())).violations)
				check(false, `${name} at ${width}, ${scheme}: ${violation.id}: ${violation.nodes[0].html.slice(0, 160)} ${
					violation.nodes[0].any.map(one => one.message).join(' ').slice(0, 200)}`);
			if (folder)
				await page.screenshot({path: path.join(folder, `${name}-${width}-${scheme}.png`), fullPage: true});
		}
	check(!page.problems.length, `${name}: ${page.problems.join('; ')}`);
}

async function joined(page) {
	await page.waitForFunction(() => document.querySelector('#state').textContent === 'Connected.');
}

// Somebody publishes in the session of the page.
async function publish(context, page) {
	const session = await page.locator('#session').getAttribute('data-session');

	same((await context.box.control('POST', `/session/${session}/stream`, {})).status, 201, 'a stream');
}

test('hello', async context => {
	const example = await startExample(context, 'hello');
	const page = await openWindow(context);

	await page.goto(example.url);
	await joined(page);
	await look(page, 'hello');
	await page.close();
	await example.stop();
});

test('hello without the client library', async context => {
	const example = await startExample(context, 'hello');
	const page = await openWindow(context, '');

	await page.goto(example.url);
	await page.getByText('could not be loaded').waitFor();
	await look(page, 'offline');
	await page.close();
	await example.stop();
});

test('archiving', async context => {
	const example = await startExample(context, 'archiving');
	const page = await openWindow(context);

	await page.goto(example.url);
	await look(page, 'archiving');
	await page.goto(`${example.url}host`);
	await joined(page);
	await publish(context, page);
	await look(page, 'archiving-host');
	await page.getByLabel('Name').fill('Weekly <meeting>');
	await page.getByRole('button', {name: 'Start recording'}).click();
	await page.getByRole('button', {name: 'Stop recording'}).waitFor();
	await look(page, 'archiving-recording');
	await page.getByRole('button', {name: 'Stop recording'}).click();
	await page.getByRole('cell', {name: 'Weekly <meeting>'}).waitFor();
	await context.box.control('POST', '/clock', {advance: 60});
	await page.reload();
	await page.getByRole('link', {name: 'Download'}).waitFor();
	await look(page, 'archiving-history');
	await page.getByRole('button', {name: 'Delete'}).click();
	await page.getByRole('link', {name: 'Download'}).waitFor({state: 'detached'});
	await page.close();
	await example.stop();
});

test('broadcast', async context => {
	const example = await startExample(context, 'broadcast');
	const page = await openWindow(context);

	await page.goto(`${example.url}host`);
	await joined(page);
	await publish(context, page);
	await look(page, 'broadcast-host');
	await page.getByRole('button', {name: 'Start the broadcast'}).click();
	await page.getByRole('button', {name: 'Stop the broadcast'}).waitFor();
	await look(page, 'broadcast-running');
	await page.goto(`${example.url}viewer`);
	await page.locator('video').first().waitFor();
	await look(page, 'broadcast-viewer');
	await page.close();
	await example.stop();
});

test('sip', async context => {
	const example = await startExample(context, 'sip');
	const page = await openWindow(context);

	await page.goto(example.url);
	await joined(page);
	await publish(context, page);
	await look(page, 'sip');
	await page.getByLabel('Address').fill('sip:user@host.example');
	await page.getByRole('button', {name: 'Call'}).click();
	await page.getByRole('button', {name: 'Hang up'}).waitFor();
	await look(page, 'sip-call');
	await page.getByRole('button', {name: 'Hang up'}).click();
	await joined(page);
	await page.close();
	await example.stop();
});

test('webhook', async context => {
	const example = await startExample(context, 'webhook');
	const page = await openWindow(context);

	await page.goto(example.url);
	await look(page, 'webhook-empty');
	await context.box.control('PUT', '/hooks', {archive: {url: `${example.url}callbacks`, secret: CALLBACK_SECRET}});
	await context.box.control('POST', '/callbacks/test', {kind: 'archive'});
	for (let visits = 0; visits < 500 && !await page.locator('article').count(); visits++)
		await page.reload();
	await page.getByText('"archive"').first().waitFor();
	await look(page, 'webhook');
	await page.close();
	await example.stop();
});

async function main() {
	const box = await startBox(path.join(build, 'otk-sandbox'), ['--settle-ms', '1']);
	const browser = await playwright.chromium.launch({executablePath: chromium, args: ['--no-sandbox', '--disable-gpu']});

	if (folder)
		fs.mkdirSync(folder, {recursive: true});
	process.exitCode = await runAll('examples', {box, browser}, only);
	await browser.close();
	await box.stop();
}

main().catch(error => {
	console.error(error);
	process.exitCode = 1;
});
