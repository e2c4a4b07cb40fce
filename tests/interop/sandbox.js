// SPDX-License-Identifier: MIT
// Starts an otk-sandbox, speaks to its control interface, and ends it.
'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const KEY = '123456';
const SECRET = '1234567890abcdef1234567890abcdef1234567890';
const APPLICATION = '29f760f8-7ce1-46c9-ade3-f2dedee4ed5f';

// Repeats a request until its result is truthy; fails after some seconds. Nothing waits a fixed time.
const until = async (what, ask) => {
  const end = Date.now() + 10000;
  for (;;) {
    const result = await ask();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const readFile = (file) => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

// A server process, from its start until it listens, to its end.
class Server {
  static async start(program, portFile, options) {
    const server = new Server();
    server.process = spawn(program, ['--port', '0', '--port-file', portFile, '--quiet', ...options],
      { stdio: ['ignore', 'ignore', 'inherit'] });
    server.process.on('error', (error) => { server.failure = error; });
    server.process.on('exit', () => { server.ended = true; });
    const port = await until('the sandbox to listen', () => {
      if (server.failure) throw server.failure;
      if (server.ended) throw new Error('the sandbox did not start');
      return readFile(portFile).trim();
    });
    server.url = `http://127.0.0.1:${port}`;
    return server;
  }

  async stop() {
    if (this.ended) return;
    const gone = new Promise((resolve) => { this.process.on('exit', resolve); });
    this.process.kill('SIGTERM');
    await gone;
  }
}

class Sandbox {
  // recording: a new folder; clients then speak to a recorder in front of the sandbox.
  static async start(program, recording) {
    const sandbox = new Sandbox();
    sandbox.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'otk-interop-'));
    const keyFile = path.join(sandbox.folder, 'application.pem');
    const service = await Server.start(program, path.join(sandbox.folder, 'port'),
      ['--app-key-file', keyFile, '--settle-ms', '20']);
    sandbox.servers = [service];
    sandbox.controlUrl = service.url;
    if (recording) {
      sandbox.servers.unshift(await Server.start(program, path.join(sandbox.folder, 'recorder'),
        ['--record', recording, '--upstream', service.url]));
    }
    sandbox.url = sandbox.servers[0].url;
    sandbox.privateKey = readFile(keyFile);
    return sandbox;
  }

  async control(method, where, body) {
    const response = await fetch(`${this.controlUrl}/sandbox${where}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sandbox${where}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  session(id) {
    return this.control('GET', `/session/${id}`);
  }

  join(id, data) {
    return this.control('POST', `/session/${id}/connection`, { data });
  }

  publish(id, stream) {
    return this.control('POST', `/session/${id}/stream`, stream || {});
  }

  advance(seconds) {
    return this.control('POST', '/clock', { advance: seconds });
  }

  // The last request of a client that the sandbox took down.
  async lastRequest() {
    const { items } = await this.control('GET', '/requests');
    return items[items.length - 1];
  }

  async stop() {
    for (const server of this.servers) await server.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

module.exports = { Sandbox, until, KEY, SECRET, APPLICATION };
