// SPDX-License-Identifier: MIT
// node run.js SANDBOX TABLE [OTK]: runs the official SDKs against the sandbox and writes TABLE, the
// list of methods. Ends with "N passed, N failed, N skipped".
'use strict';

const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Results } = require('./results');
const { Sandbox, KEY, SECRET, APPLICATION } = require('./sandbox');
const opentok = require('./opentok');
const tokens = require('./tokens');
const vonage = require('./vonage');
const versions = require('./package.json').dependencies;

// Results of other languages, which were not made here; without the licence tag.
const elsewhere = fs.readFileSync(`${__dirname}/elsewhere.md`, 'utf8').replace(/^<!--.*\n/, '');

// One line for each difference; how far an object has come depends on the time of the run.
const describe = ({ report: { exchanges, compared, differences } }) => [
  `recording: ${exchanges} exchanges, ${compared} compared, ${differences.length} differences`,
  ...differences.map((one) => `recording: ${one.operation}: ${one.what} ${one.member || ''}: `
    + `recorded ${one.recorded}, sandbox ${one.sandbox} (${one.count})`)].join('\n');

const page = (results, otk) => `# The official SDKs against otk-sandbox

\`script/interop\` writes this page. It calls every method of these unchanged SDKs, and checks the response
and the state of the sandbox. For a method that cannot work with any server, the table gives the reason.

## opentok ${versions.opentok} (Node)

The second column gives the SDK an API key and secret, the third an application id and private
key. The callback registry exists for API keys only.

${results.table(opentok.SDK, ['OpenTok', 'application'])}

## @vonage/video ${versions['@vonage/video']} (Node)

${results.table(vonage.SDK, ['application'])}
${otk ? `
## Tokens of otk

${results.table(tokens.SDK, ['OpenTok', 'application'])}
` : ''}
## Through the recorder

All methods are called once more through \`otk-sandbox --record\`, with another sandbox as the service, and pass. Credentials,
names and addresses of the tests are not in the recording. \`script/interop\` prints the report of
\`otk sandbox diff\`.

${elsewhere}`;

// Every method of every SDK; with a folder, through a recorder that writes there.
const runAll = async (program, otk, recording) => {
  const results = new Results();
  const sandbox = await Sandbox.start(program, recording);
  try {
    await new opentok.Run(results, sandbox, 'OpenTok', KEY, SECRET).all();
    await new opentok.Run(results, sandbox, 'application', APPLICATION, sandbox.privateKey).all();
    await vonage.run(results, sandbox);
    await tokens.run(results, sandbox, otk);
  } finally {
    await sandbox.stop();
  }
  return results;
};

// What otk-sandbox itself says of the recording.
const compare = (program, recording) => {
  const { stdout, status } = spawnSync(program, ['--diff', recording, '--settle-ms', '20',
    '--log=json'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status > 1) throw new Error('the recording cannot be read');
  return JSON.parse(stdout);
};

// Credentials must not be in the recording, in whatever form.
const leaks = (recording, words) => fs.readdirSync(recording).filter((file) => {
  const text = fs.readFileSync(path.join(recording, file), 'utf8');
  return words.some((word) => text.includes(word));
});

const recorded = async (program, otk) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'otk-recorded-'));
  const recording = path.join(folder, 'recording');
  try {
    const results = await runAll(program, otk, recording);
    return {
      results,
      report: compare(program, recording),
      leaks: leaks(recording, [KEY, SECRET, APPLICATION, 'T1==', 'name=someone', 'camera one',
        'example.com']),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

const main = async () => {
  const [program, table, otk] = process.argv.slice(2);
  const results = await runAll(program, otk);
  const second = await recorded(program, otk);
  fs.writeFileSync(table, page(results, otk));
  const passed = results.passed + second.results.passed;
  const skipped = results.skipped + second.results.skipped;
  let failed = results.failed + second.results.failed;
  console.log(describe(second));
  for (const file of second.leaks) {
    console.log(`interop: ${file} of the recording has a credential or a name`);
    failed += 1;
  }
  console.log(`interop: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed ? 1 : 0;
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
