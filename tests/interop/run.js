// SPDX-License-Identifier: MIT
// node run.js SANDBOX TABLE [OTK]: runs the official SDKs against the sandbox and writes TABLE, the
// list of methods. Ends with "N passed, N failed, N skipped".
'use strict';

const fs = require('fs');
const { Results } = require('./results');
const { Sandbox, KEY, SECRET, APPLICATION } = require('./sandbox');
const opentok = require('./opentok');
const tokens = require('./tokens');
const vonage = require('./vonage');
const versions = require('./package.json').dependencies;

const page = (results, otk) => `# The official SDKs against otk-sandbox

Written by \`script/interop\`, which calls every method of these SDKs, unchanged, and checks what it
did, in the response and in the state of the sandbox. A method that cannot work with any server says
why.

## opentok ${versions.opentok} (Node)

The second column gives the SDK an API key and secret, the third an application id and private
key. The callback registry exists for API keys only.

${results.table(opentok.SDK, ['OpenTok', 'application'])}

## @vonage/video ${versions['@vonage/video']} (Node)

${results.table(vonage.SDK, ['application'])}
${otk ? `
## Tokens of otk

${results.table(tokens.SDK, ['OpenTok', 'application'])}
` : ''}`;

const main = async () => {
  const [program, table, otk] = process.argv.slice(2);
  const results = new Results();
  const sandbox = await Sandbox.start(program);
  try {
    await new opentok.Run(results, sandbox, 'OpenTok', KEY, SECRET).all();
    await new opentok.Run(results, sandbox, 'application', APPLICATION, sandbox.privateKey).all();
    await vonage.run(results, sandbox);
    await tokens.run(results, sandbox, otk);
  } finally {
    await sandbox.stop();
  }
  fs.writeFileSync(table, page(results, otk));
  const { passed, failed, skipped } = results;
  console.log(`interop: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = results.failed ? 1 : 0;
};

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
