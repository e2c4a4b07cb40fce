// SPDX-License-Identifier: MIT
// Takes the pictures of doc/sandbox-page.md: screenshots.js MODULES CHROMIUM BUILD FOLDER.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const {startBox, startReceiver, fill} = require('./box.js');
const {views} = require('./views.js');

const [modules, chromium, build, folder] = process.argv.slice(2);
const playwright = require(path.join(modules, 'playwright-core'));

// Views, and what makes a picture of them: width, height, colour scheme.
const pictures = [
	['requests', 1200, 640, 'light'], ['request', 1200, 900, 'light'], ['sessions', 1200, 420, 'light'],
	['session', 1200, 1500, 'light'], ['callbacks', 1200, 640, 'light'], ['callback', 1200, 760, 'dark'],
	['layout', 1200, 900, 'light'], ['faults', 1200, 720, 'light'], ['clock', 1200, 520, 'dark'],
	['credentials', 1200, 640, 'light'], ['seed', 1200, 700, 'light'], ['requests', 360, 640, 'dark', 'narrow'],
];

async function main() {
	const box = await startBox(path.join(build, 'otk-sandbox'), ['--sign-callbacks']);
	const receiver = await startReceiver([500]);
	const made = await fill(box, receiver);
	const browser = await playwright.chromium.launch({executablePath: chromium, args: ['--no-sandbox', '--disable-gpu']});
	const all = views(made);

	fs.mkdirSync(folder, {recursive: true});
	try {
		for (const [name, width, height, scheme, file] of pictures) {
			const [, address, , text] = all.find(view => view[0] === name);
			const page = await browser.newPage({viewport: {width, height}, colorScheme: scheme, reducedMotion: 'reduce'});

			await page.goto(`${box.url}/#/${address}`);
			await page.waitForFunction(wanted => document.querySelector('main').innerText.includes(wanted)
				|| [...document.querySelectorAll('main input, main textarea')].some(one => one.value.includes(wanted)), text);
			await page.waitForFunction(() => document.querySelector('#live').dataset.state === 'live'
				&& [...document.images].every(image => image.complete));
			await page.screenshot({path: path.join(folder, `${file ?? name}.png`)});
			await page.close();
		}
	} finally {
		await browser.close();
		receiver.stop();
		await box.stop();
	}
}

main().catch(error => {
	console.error(error);
	process.exitCode = 1;
});
