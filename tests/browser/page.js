// SPDX-License-Identifier: MIT
// The page of otk-sandbox in a real browser: page.js MODULES CHROMIUM BUILD [NAME]. MODULES has
// playwright-core and axe-core, BUILD is the build folder; NAME: only tests whose name has this text.
'use strict';

const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const {SECRET, KEY, PROJECT, startBox, startReceiver, fill} = require('./box.js');
const {test, check, same, runAll, patience} = require('./check.js');
const {views, widths, schemes} = require('./views.js');

const [modules, chromium, build, only] = process.argv.slice(2);
const playwright = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');
const ENTRIES = 10000;

// Opens a window; `problems` collects errors of scripts and of the security policy.
async function openWindow(context, width = 1280, scheme = 'light', options = {}) {
	const page = await context.browser.newPage({viewport: {width, height: 900}, colorScheme: scheme, ...options});

	page.problems = [];
	page.on('pageerror', error => page.problems.push(error.message));
	page.on('console', message => {
		if (message.type() === 'error')
			page.problems.push(message.text());
	});
	page.setDefaultTimeout(patience);
	return page;
}

async function show(page, box, address, heading) {
	await page.goto(`${box.url}/#/${address}`);
	await page.getByRole('heading', {level: 1, name: heading, exact: true}).waitFor();
}

// Waits for a condition in the page.
async function until(page, condition, argument) {
	await page.waitForFunction(condition, argument);
}

function noProblems(page, what) {
	check(!page.problems.length, `${what}: ${page.problems.join('; ')}`);
}

// ---- every view

test('every view opens in every width, light and dark', async context => {
	for (const scheme of schemes) {
		const page = await openWindow(context, 1280, scheme);

		for (const [name, address, heading, text] of views(context.made)) {
			for (const width of widths) {
				await page.setViewportSize({width, height: 900});
				if (width === widths[0]) {
					await show(page, context.box, address, heading);
					await until(page, wanted => document.querySelector('main').innerText.includes(wanted)
						|| [...document.querySelectorAll('main input, main textarea')].some(one => one.value.includes(wanted)), text);
				}
				const wide = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth,
					document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth]);

				check(wide[0] <= 0 && wide[1] <= 0, `${name} at ${width}, ${scheme}: ${wide} pixels too wide`);
			}
			noProblems(page, `${name}, ${scheme}`);
		}
		await page.close();
	}
});

test('every view is accessible by the rules of axe-core', async context => {
	for (const scheme of schemes)
		for (const width of [360, 1280]) {
			const page = await openWindow(context, width, scheme);

			for (const [name, address, heading, text] of views(context.made)) {
				await show(page, context.box, address, heading);
				await until(page, wanted => document.querySelector('main').innerText.includes(wanted)
					|| [...document.querySelectorAll('main input, main textarea')].some(one => one.value.includes(wanted)), text);
				await page.evaluate(axe);
				const result = await page.evaluate(() => globalThis.axe.run());

				for (const violation of result.violations)
					check(false, `${name} at ${width}, ${scheme}: ${violation.id}: ${violation.nodes.slice(0, 3).map(node =>
						`${node.html.slice(0, 120)} ${node.any.map(one => one.message).join(' ').slice(0, 200)}`).join(' | ')}`);
				check(result.passes.length > 10, `${name}: axe-core checked ${result.passes.length} rules`);
			}
			await page.close();
		}
});

// ---- requests

test('requests appear as they come', async context => {
	const page = await openWindow(context);

	await show(page, context.box, 'requests', 'Requests');
	await until(page, () => document.querySelector('#live').dataset.state === 'live');
	await context.box.signed('GET', `${PROJECT}/archive/as-it-happens`);
	await until(page, () => document.querySelector('.rows .row').innerText.includes('as-it-happens'));
	same(await page.locator('.rows .row').first().locator('.badge').first().innerText(), '404', 'status of the newest row');
	noProblems(page, 'requests');
	await page.close();
});

test('filters live in the address', async context => {
	const page = await openWindow(context);
	const rows = () => page.locator('.rows .row').allInnerTexts();

	await show(page, context.box, 'requests', 'Requests');
	await page.getByLabel('Operation').selectOption('archives.start');
	await page.getByLabel('with a fault').check();
	await until(page, () => document.querySelectorAll('.rows .row').length === 1);
	check(/operation=archives.start/.test(page.url()) && /fault=1/.test(page.url()), `address: ${page.url()}`);
	await page.reload();
	await until(page, () => document.querySelectorAll('.rows .row').length === 1);
	check((await rows())[0].includes('503'), `rows after a reload: ${await rows()}`);
	await show(page, context.box, 'requests?status=4xx&sdk=curl', 'Requests');
	await until(page, () => document.querySelectorAll('.rows .row').length === 1);
	check((await rows())[0].includes('403'), `rows of curl: ${await rows()}`);
	await show(page, context.box, 'requests?unknown=1', 'Requests');
	check((await rows())[0].includes('unknown members'), `rows with unknown members: ${await rows()}`);
	await show(page, context.box, 'requests?q=ruby', 'Requests');
	await until(page, () => document.querySelectorAll('.rows .row').length === 1);
	check((await rows())[0].includes('archives.stop'), `rows of a search: ${await rows()}`);
	await show(page, context.box, 'requests?q=nothing-has-this', 'Requests');
	await page.getByText('No request fits the filters.').waitFor();
	await page.close();
});

test('a request is readable, and its tokens are explained', async context => {
	const page = await openWindow(context);

	await show(page, context.box, `requests?seq=${context.made.dial}`, 'Requests');
	await page.getByRole('heading', {name: 'Token 1'}).waitFor();
	const text = await page.locator('.detail').innerText();

	for (const wanted of ['sip.dial', '‹token 1›', 'moderator', 'name=Ada', 'x-opentok-auth', 'lives for 3 min', 'OpenTok Java', 'connectionId'])
		check(text.includes(wanted), `the request lacks "${wanted}"`);
	check(!/eyJ[\w-]{10}/.test(await page.content()), 'a token is in the page');
	await show(page, context.box, 'requests?unknown=1', 'Requests');
	await page.locator('.rows .row').first().click();
	await page.getByText('The service does not know: nmae').waitFor();
	await show(page, context.box, 'requests?fault=1', 'Requests');
	await page.locator('.rows .row').first().click();
	await page.getByText('"retryAfter": 2').waitFor();
	await page.close();
});

// Returns the text that a button of a request shows.
async function copyOf(page, box, seq, form) {
	await show(page, box, `requests?seq=${seq}`, 'Requests');
	await page.getByRole('button', {name: `as ${form}`, exact: true}).click();
	return page.locator('.copies pre').innerText();
}

async function lastEntry(box) {
	return (await box.control('GET', '/requests')).json.items.at(-1);
}

test('copies of a request can be run', async context => {
	const {box, made} = context;
	const page = await openWindow(context);
	const environment = {...process.env, PATH: `${build}:${process.env.PATH}`, OTK_API_SECRET: SECRET, OTK_API_KEY: KEY,
		OTK_PLUGIN_PATH: path.join(build, '.libs'), LD_LIBRARY_PATH: path.join(build, '.libs')};
	const shell = text => {
		try {
			return execFileSync('sh', ['-c', text], {env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
		} catch (error) {
			check(false, `${text}: ${error.stderr}`);
			return '';
		}
	};

	await box.signed('POST', `${PROJECT}/session/${made.session}/signal`, {type: 'chat', data: "it's \"quoted\" \\ and\nbroken"});
	await box.signed('POST', `${PROJECT}/session/${made.session}/mute`, {active: false, excludedStreamIds: made.streams});
	const requests = [['session.create', null], ['streams.mute_all', null], ['archives.list', null], ['streams.mute', null], ['signals.send', null], ['archives.get', null]];
	const entries = (await box.control('GET', '/requests')).json.items;

	for (const request of requests)
		request[1] = entries.findLast(entry => entry.operation === request[0] && entry.status < 300)
			?? entries.findLast(entry => entry.operation?.split('.')[0].startsWith(request[0].split('.')[0].slice(0, 6)) && entry.status < 300);
	for (const [operation, entry] of requests) {
		if (!check(entry, `a request of ${operation}`))
			continue;
		for (const form of ['otk', 'curl']) {
			shell(await copyOf(page, box, entry.seq, form));
			const sent = await lastEntry(box);

			same(sent.operation, entry.operation, `${form} of ${operation}`);
			same(sent.status, entry.status, `status of ${form} of ${operation}`);
			same(sent.path, entry.path, `path of ${form} of ${operation}`);
			check(sent.seq > entry.seq, `${form} of ${operation} was sent`);
			if (form === 'curl' || operation.startsWith('signal') || operation === 'streams.mute_all')
				same(JSON.stringify(sent.body), JSON.stringify(entry.body), `body of ${form} of ${operation}`);
		}
	}
	if (fs.existsSync(path.join(build, '.libs', 'libotk.so'))) {
		const include = path.join(__dirname, '..', '..', 'include');

		for (const [operation, entry] of requests.filter(one => one[1]).slice(0, 2)) {
			const source = path.join(context.folder, 'copy.c'), program = path.join(context.folder, 'copy');

			fs.writeFileSync(source, await copyOf(page, box, entry.seq, 'C'));
			shell(`cc -std=c17 -Wall -Werror -I${include} -I${build}/include ${source} -o ${program} -L${build}/.libs -lotk -lotk-auth && ${program}`);
			same((await lastEntry(box)).operation, entry.operation, `C of ${operation}`);
		}
	}
	await page.close();
});

test('text from requests never runs', async context => {
	const {box} = context;
	const page = await openWindow(context);
	const evil = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>\'"';
	const session = (await box.control('POST', '/session', {sessionId: `${evil.slice(0, 60)}`})).json?.sessionId ?? await box.session();
	const stream = (await box.control('POST', `/session/${encodeURIComponent(session)}/stream`, {name: evil, layoutClassList: [evil]})).json;

	check(stream, 'a stream with an evil name');
	await box.signed('POST', `${PROJECT}/archive`, {sessionId: session, name: evil, [evil]: evil, layout: {type: 'custom', stylesheet: `stream{}${evil}`}},
		{'User-Agent': evil, 'X-Evil': evil});
	await box.send('GET', `/v2/${encodeURIComponent(evil)}?${encodeURIComponent(evil)}=${encodeURIComponent(evil)}`, undefined, {'User-Agent': evil});
	const entries = (await box.control('GET', '/requests')).json.items;
	const archive = (await box.signed('GET', `${PROJECT}/archive`)).json.items[0];

	for (const address of ['requests', `requests?seq=${entries.at(-1).seq}`, `requests?seq=${entries.at(-2).seq}`, `requests?q=${encodeURIComponent(evil)}`,
		'sessions', `sessions?id=${encodeURIComponent(session)}`, 'callbacks', `layout?archive=${archive.id}`, `layout?archive=${encodeURIComponent(evil)}`,
		`sessions?id=${encodeURIComponent(evil)}`, encodeURIComponent(evil)]) {
		await page.goto(`${box.url}/#/${address}`);
		await page.locator('h1').first().waitFor();
		await until(page, () => document.querySelector('main').innerText.length > 20);
		same(await page.evaluate(() => globalThis.hacked), undefined, `a script has run at ${address}`);
		same(await page.locator('main img[src="x"], main script').count(), 0, `elements at ${address}`);
	}
	check(!page.problems.some(one => /Content Security Policy|TrustedHTML/i.test(one)), page.problems.join('; '));
	await page.close();
});

// ---- by keyboard alone

// Presses Tab until the focused element has this name.
async function tabTo(page, name, most = 120) {
	for (let i = 0; i < most; i++) {
		await page.keyboard.press('Tab');
		const focused = await page.evaluate(() => {
			const one = document.activeElement;

			return one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText ?? '';
		});

		if (focused.trim() === name)
			return true;
	}
	return check(false, `Tab does not reach "${name}"`);
}

test('the list of requests works by keyboard', async context => {
	const page = await openWindow(context);

	await show(page, context.box, 'requests', 'Requests');
	await page.keyboard.press('Tab');
	same(await page.evaluate(() => document.activeElement.innerText), 'Skip to the content', 'first stop');
	await page.keyboard.press('Enter');
	await page.keyboard.press('/');
	same(await page.evaluate(() => document.activeElement.name), 'q', 'focus after /');
	await page.keyboard.type('archives.list');
	await tabTo(page, 'Requests, newest first');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.locator('.detail h2').waitFor();
	same(await page.locator('.rows [aria-selected="true"]').count(), 1, 'selected rows');
	await page.keyboard.press('End');
	await page.keyboard.press('Home');
	await page.keyboard.press('Enter');
	await until(page, () => document.activeElement.id === 'detail-title');
	check(/seq=\d+/.test(page.url()), `address: ${page.url()}`);
	await tabTo(page, 'as curl');
	await page.keyboard.press('Space');
	check((await page.locator('.copies pre').innerText()).includes('curl -X GET'), 'the copy');
	await page.keyboard.press('Escape');
	await until(page, () => document.activeElement.getAttribute('role') === 'grid');
	same(await page.locator('.detail:visible').count(), 0, 'open details after Escape');
	await page.close();
});

test('all views work by keyboard', async context => {
	const {box} = context;
	const page = await openWindow(context);
	const press = async (name, key = 'Enter') => {
		await tabTo(page, name);
		await page.keyboard.press(key);
	};
	const sentLast = text => until(page, wanted => document.querySelector('#control .last').textContent.includes(wanted), text);

	await show(page, box, 'requests', 'Requests');
	await press('Sessions');
	await page.getByRole('heading', {name: 'Sessions'}).waitFor();
	await press('New session');
	await page.getByRole('heading', {name: 'Session', exact: true}).waitFor();
	await press('A client joins and publishes');
	await sentLast('/stream → 201');
	const stream = await page.locator('section', {hasText: 'Streams'}).locator('tbody tr').first().locator('code').first().getAttribute('title');

	await press(`Mute: stream ${stream}`);
	await sentLast(`/stream/${stream} → 200`);
	await page.getByRole('button', {name: `Unmute: stream ${stream}`}).waitFor();
	await press('Advance the clock by 1 min');
	await sentLast('POST /sandbox/clock → 200');
	const client = await page.locator('section', {hasText: 'Clients'}).locator('tbody tr').first().locator('code').first().getAttribute('title');

	await press(`Drop the connection: client ${client}`);
	await page.getByText('No client is connected.').waitFor();
	await page.locator('.step', {hasText: 'gone'}).first().waitFor();
	await show(page, box, 'callbacks', 'Callbacks');
	await page.getByText('Send again').first().waitFor();
	const first = await page.locator('table').last().locator('tbody tr').first().locator('code').first().getAttribute('title');

	await press(`Send again: callback ${first}`);
	await sentLast(`/resend → 202`);
	await press('Layouts');
	await page.getByRole('heading', {name: 'Layouts'}).waitFor();
	await tabTo(page, 'Type');
	await page.keyboard.press('p');
	await page.locator('img[alt^="pip at 640x480"]').waitFor();
	await press('Faults');
	await page.getByRole('heading', {name: 'Faults'}).waitFor();
	await press('Add the rule');
	await sentLast('POST /sandbox/faults → 201');
	await press('Remove all');
	await sentLast('DELETE /sandbox/faults → 204');
	await press('Clock');
	await page.getByRole('heading', {name: 'Clock', exact: true}).waitFor();
	await press('Advance by 10 s');
	await sentLast('POST /sandbox/clock → 200');
	await press('Credentials');
	await page.getByRole('heading', {name: 'Credentials', level: 1}).waitFor();
	await tabTo(page, 'API key');
	await page.keyboard.type('777');
	await tabTo(page, 'API secret');
	await page.keyboard.type('a secret that nobody sees');
	await press('Add the project');
	await sentLast('POST /sandbox/credentials → 201');
	await page.getByText('777', {exact: true}).waitFor();
	check(!(await page.content()).includes('a secret that nobody sees'), 'a secret is in the page');
	await press('Seed');
	await page.getByRole('heading', {name: 'Seed and reset'}).waitFor();
	noProblems(page, 'keyboard');
	await page.close();
});

test('each button is a request that is listed', async context => {
	const page = await openWindow(context);

	await show(page, context.box, 'clock', 'Clock');
	await page.getByRole('button', {name: 'Advance by 1 min'}).hover();
	same(await page.getByRole('button', {name: 'Advance by 1 min'}).getAttribute('title'), 'POST /sandbox/clock {"advance":60}', 'tooltip');
	await page.getByRole('button', {name: 'Advance by 1 min'}).click();
	await page.locator('#control summary').click();
	await page.locator('#control li', {hasText: 'POST /sandbox/clock{"advance":60}'}).or(page.locator('#control li', {hasText: '{"advance":60}'})).first().waitFor();
	same(await page.locator('#control li .badge').first().innerText(), '200', 'listed status');
	await page.close();
});

// ---- safety, size, speed

test('a sandbox with credentials of its own asks for its token', async context => {
	const box = await startBox(path.join(build, 'otk-sandbox'), ['--credentials-file', context.credentials]);
	const page = await openWindow(context);

	try {
		await page.goto(`${box.url}/`);
		await page.locator('#login input').fill('wrong');
		await page.getByRole('button', {name: 'Log in'}).click();
		await page.getByRole('dialog').getByRole('alert').waitFor();
		await page.locator('#login input').fill(context.token);
		await page.getByRole('button', {name: 'Log in'}).click();
		await until(page, () => document.querySelector('#live').dataset.state === 'live');
		await page.context().clearCookies();
		await page.goto(`${box.url}/#token=${context.token}`);
		await page.reload();
		await until(page, () => document.querySelector('#live').dataset.state === 'live');
		check(!page.url().includes(context.token), `address: ${page.url()}`);
		check(!(await page.content()).includes(context.token), 'the token is in the page');
	} finally {
		await page.close();
		await box.stop();
	}
});

test('the page says when the server is gone, and finds it again', async context => {
	const box = await startBox(path.join(build, 'otk-sandbox'));
	const page = await openWindow(context);
	const port = new URL(box.url).port;

	await show(page, box, 'requests', 'Requests');
	await until(page, () => document.querySelector('#live').dataset.state === 'live');
	await box.stop();
	await until(page, () => document.querySelector('#live').dataset.state === 'lost');
	const again = await startBox(path.join(build, 'otk-sandbox'), ['--port', port]);

	await until(page, () => document.querySelector('#live').dataset.state === 'live');
	await again.signed('GET', `${PROJECT}/archive`);
	await until(page, () => document.querySelectorAll('.rows .row').length === 1);
	await page.close();
	await again.stop();
});

function residentKib(pid) {
	return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

function median(values) {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// Opens the page and returns the ms from the start of the navigation to the first row.
async function firstRow(page, box) {
	await page.goto('about:blank');
	await page.goto(`${box.url}/#/requests`, {waitUntil: 'commit'});
	await until(page, () => globalThis.firstRowAt);
	return page.evaluate(() => globalThis.firstRowAt);
}

test(`the page is quick with ${ENTRIES} requests`, async context => {
	const box = await startBox(path.join(build, 'otk-sandbox'));
	const page = await openWindow(context);
	const session = await page.context().newCDPSession(page);
	const before = residentKib(box.pid);
	const work = Array.from({length: ENTRIES}, (unused, i) => i);

	await Promise.all(Array.from({length: 4}, async () => {
		while (work.length)
			await box.signed('GET', `${PROJECT}/archive/${work.pop()}`);
	}));
	const few = await startBox(path.join(build, 'otk-sandbox'));
	const times = {few: [], many: []};

	await page.addInitScript(() => {
		new MutationObserver((changes, observer) => {
			if (!document.querySelector('.rows .row'))
				return;
			globalThis.firstRowAt = performance.now();
			observer.disconnect();
		}).observe(document, {childList: true, subtree: true});
	});
	for (let i = 0; i < 30; i++)
		await few.signed('GET', `${PROJECT}/archive/${i}`);
	for (let i = 0; i < 9; i++) {
		times.few.push(await firstRow(page, few));
		times.many.push(await firstRow(page, box));
	}
	await few.stop();
	const first = {few: median(times.few), many: median(times.many)};

	await until(page, count => document.querySelector('.count').textContent.startsWith(`${count} of`), ENTRIES);
	const rows = await page.locator('.rows .row').count();
	// Five searches, each beside a search in as many plain texts, so that the speed of the machine cancels out.
	const searches = await page.evaluate(count => {
		const search = document.querySelector('input[name="q"]'), times = [];

		for (let n = 0; n < 5; n++) {
			let start = performance.now(), found = 0;

			search.value = `archive/7${n}`;
			search.dispatchEvent(new Event('input', {bubbles: true}));
			document.querySelector('.list').getBoundingClientRect();
			const filter = performance.now() - start;

			start = performance.now();
			for (let i = 0; i < 10 * count; i++)
				found += `GET ${'/v2/project/100/archive/'.repeat(4)}${i % count} archives.get 404`.toLowerCase().includes(search.value);
			times.push([filter, performance.now() - start, found]);
		}
		return times;
	}, ENTRIES);
	const filter = median(searches.map(one => one[0])), plain = median(searches.map(one => one[1]));
	const scroll = await page.evaluate(async () => {
		const search = document.querySelector('input[name="q"]');

		search.value = '';
		search.dispatchEvent(new Event('input', {bubbles: true}));
		const list = document.querySelector('.list'), start = performance.now();

		for (let i = 1; i <= 50; i++) {
			list.scrollTop = list.scrollHeight * i / 50;
			await new Promise(requestAnimationFrame);
		}
		return (performance.now() - start) / 50;
	});

	check((await page.locator('.rows .row').last().innerText()).includes('archives.get'), 'the last row');
	await session.send('HeapProfiler.collectGarbage');
	const heap = (await session.send('Runtime.getHeapUsage')).usedSize;

	console.log(`     first row after ${first.many.toFixed(0)} ms, with 30 entries ${first.few.toFixed(0)} ms, ${rows} rows are elements, a search takes ${filter.toFixed(0)} ms, in ten times as many plain texts ${plain.toFixed(0)} ms, `
		+ `a step of scrolling ${scroll.toFixed(0)} ms, heap ${(heap / 1048576).toFixed(1)} MiB; `
		+ `otk-sandbox ${before} KiB, with ${ENTRIES} entries ${residentKib(box.pid)} KiB`);
	// The time depends on the load of the machine; it may not depend on the number of entries.
	check(first.many < 1.5 * first.few + 20, `first row after ${first.many} ms, with 30 entries ${first.few} ms`);
	check(rows < 100, `${rows} rows are elements`);
	check(filter < plain + 20, `a search takes ${filter} ms, in ten times as many plain texts ${plain} ms`);
	check(heap < 64 * 1048576, `heap: ${heap}`);
	noProblems(page, 'many requests');
	await page.close();
	await box.stop();
});

// ----

async function main() {
	const folder = fs.mkdtempSync(path.join(require('node:os').tmpdir(), 'otk-browser-'));
	const token = 'a-token-of-this-test-0123456789';
	const credentials = path.join(folder, 'credentials.json');

	fs.writeFileSync(credentials, JSON.stringify({controlToken: token, projects: [{apiKey: '12345678', apiSecret: 'a secret of this test'}]}), {mode: 0o600});
	const box = await startBox(path.join(build, 'otk-sandbox'), ['--sign-callbacks']);
	const receiver = await startReceiver([500]);
	const made = await fill(box, receiver);
	const browser = await playwright.chromium.launch({executablePath: chromium, args: ['--no-sandbox', '--disable-gpu']});

	try {
		process.exitCode = await runAll('browser', {browser, box, made, folder, token, credentials}, only);
	} finally {
		await browser.close();
		receiver.stop();
		await box.stop();
		fs.rmSync(folder, {recursive: true});
	}
}

main().catch(error => {
	console.error(error);
	process.exitCode = 1;
});
