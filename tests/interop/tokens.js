// SPDX-License-Identifier: MIT
// Tokens made by otk are good for jsonwebtoken, and tokens made by the SDK are good for otk.
'use strict';

const assert = require('assert');
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const jwt = require('jsonwebtoken');
const OpenTok = require('opentok');
const { createPublicKey } = require('crypto');
const { APPLICATION, KEY, SECRET } = require('./sandbox');

const SDK = 'otk tokens';

const otk = (program, env, ...words) => execFileSync(program, words, {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'pipe'],
  env: {
    PATH: process.env.PATH, OTK_PLUGIN_PATH: path.join(path.dirname(program), '.libs'), ...env,
  },
});

const run = async (results, sandbox, program) => {
  if (!program || !fs.existsSync(program)) {
    results.skip('tokens of otk: the command is not built');
    return;
  }
  const keyFile = path.join(sandbox.folder, 'application.pem');
  const modes = {
    OpenTok: {
      env: { OTK_API_KEY: KEY, OTK_API_SECRET: SECRET, OTK_API_URL: sandbox.url },
      sdk: new OpenTok(KEY, SECRET, sandbox.url),
      verify: (token) => jwt.verify(token, SECRET, { algorithms: ['HS256'] }),
    },
    application: {
      env: { OTK_APPLICATION_ID: APPLICATION, OTK_PRIVATE_KEY: keyFile, OTK_API_URL: sandbox.url },
      sdk: new OpenTok(APPLICATION, sandbox.privateKey, sandbox.url),
      verify: (token) => jwt.verify(token, createPublicKey(sandbox.privateKey),
        { algorithms: ['RS256'] }),
    },
  };
  for (const [mode, { env, sdk, verify }] of Object.entries(modes)) {
    const session = await new Promise((resolve, reject) => {
      sdk.createSession({ mediaMode: 'routed' },
        (error, made) => (error ? reject(error) : resolve(made.sessionId)));
    });
    const dial = (token) => new Promise((resolve, reject) => {
      sdk.dial(session, token, 'sip:user@example.com', {},
        (error, call) => (error ? reject(error) : resolve(call)));
    });
    const inspect = (token) => {
      const seen = JSON.parse(otk(program, env, '--json', 'inspect', '--verify', '--session',
        session, token));
      assert.strictEqual(seen.signature, 'valid');
      assert.strictEqual(seen.sessionId, session);
      return seen;
    };
    await results.step(SDK, mode, 'JWT made by otk, verified by jsonwebtoken', async () => {
      const token = otk(program, env, 'token', 'create', session, '--role', 'moderator', '--data',
        'name=Johnny', '--layout-class', 'focus', '--layout-class', 'inactive').trim();
      const claims = verify(token);
      assert.strictEqual(claims.session_id, session);
      assert.strictEqual(claims.role, 'moderator');
      assert.strictEqual(claims.connection_data, 'name=Johnny');
      assert.strictEqual(claims.initial_layout_class_list, 'focus inactive');
      assert.strictEqual(claims.scope, 'session.connect');
      assert.throws(() => jwt.verify(`${token.slice(0, -6)}AAAAAA`, SECRET));
      await dial(token);
    });
    await results.step(SDK, mode, 'JWT made by the SDK, verified by otk', async () => {
      const token = sdk.generateToken(session, { role: 'publisher', data: 'x=y' });
      const seen = inspect(token);
      assert.strictEqual(seen.role, 'publisher');
      assert.strictEqual(seen.data, 'x=y');
      assert.throws(() => inspect(`${token.slice(0, -6)}AAAAAA`));
    });
    if (mode === 'application') continue;
    await results.step(SDK, mode, 'T1 made by the SDK, verified by otk', async () => {
      const seen = inspect(sdk.generateToken(session, { role: 'moderator', data: 'é+ &' }, true));
      assert.strictEqual(seen.kind, 'T1');
      assert.strictEqual(seen.role, 'moderator');
      assert.strictEqual(seen.data, 'é+ &');
    });
    await results.step(SDK, mode, 'T1 made by otk, taken by the sandbox', async () => {
      const token = otk(program, env, 'token', 'create', session, '--kind', 't1', '--data',
        'é+ &').trim();
      assert.match(token, /^T1==/);
      const { connectionId } = await dial(token);
      const { connections } = await sandbox.session(session);
      assert.strictEqual(connections.find((one) => one.id === connectionId).data, 'é+ &');
    });
  }
};

module.exports = { SDK, run };
