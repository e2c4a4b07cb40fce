// SPDX-License-Identifier: MIT
// A test runner that prints as the other tests of otk do.
'use strict';

// ms after which something does not come any more; OTK_TEST_SLOW as in the other tests.
const patience = 60000 * Math.min(Math.max(Number(process.env.OTK_TEST_SLOW) || 1, 1), 100);
const tests = [];
let problems = [];
let checks = 0;

function test(name, run) {
	tests.push({name, run});
}

// Records a failure and goes on.
function check(good, what) {
	checks++;
	if (!good)
		problems.push(what);
	return good;
}

function same(actual, expected, what) {
	return check(actual === expected, `${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
}

async function runAll(suite, context, only) {
	let passed = 0, failed = 0;

	for (const {name, run} of tests.filter(one => !only || one.name.includes(only))) {
		problems = [];
		try {
			await run(context);
		} catch (error) {
			problems.push(String(error.stack ?? error).split('\n').slice(0, 6).join('\n  '));
		}
		for (const problem of problems)
			console.log(`  ${problem}`);
		console.log(`${problems.length ? 'FAIL' : 'ok  '} ${suite}: ${name}`);
		problems.length ? failed++ : passed++;
	}
	console.log(`${suite}: ${checks} checks`);
	console.log(`${suite}: ${passed} passed, ${failed} failed, 0 skipped`);
	return failed ? 1 : 0;
}

module.exports = {test, check, same, runAll, patience};
