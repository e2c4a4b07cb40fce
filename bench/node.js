// SPDX-License-Identifier: MIT
// The official Node SDK, doing what bench/rest.c and bench/tokens.c do.
//
//   node node.js MODULES WHAT COUNT [URL [FLIGHT]]
//
// Prints "µs CPU-µs" of one; MODULES is the folder where npm put the SDK.
'use strict';

const path = require('path');

const [modules, what, count, url, flight] = process.argv.slice(2);
const OpenTok = require(path.resolve(modules, 'opentok'));
const KEY = '123456';
const SECRET = '1234567890abcdef1234567890abcdef1234567890';
const SESSION = '1_MX4xMjM0NTZ-flNhdCBNYXIgMTUgMTQ6NDI6MjMgUERUIDIwMTR-MC40OTAxMzAyNX4';
const DATA = '{"name":"Johnny","level":"42"}';
const sdk = new OpenTok(KEY, SECRET, url || undefined);

const token = (t1) => sdk.generateToken(SESSION, { role: 'publisher', data: DATA }, t1);

const promised = (start) =>
  new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)));
  });

const calls = {
  create: () => promised((done) => sdk.createSession(done)),
  start: () => promised((done) => sdk.startArchive(SESSION, {}, done)),
  list: () => promised((done) => sdk.listArchives({ count: 1000 }, done)),
  t1: () => token(true),
  jwt: () => token(false),
};

const page = () =>
  new Promise((resolve, reject) => {
    require('http')
      .get(`${url}/v2/project/${KEY}/archive?count=1000`, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.on('end', () => resolve(text));
      })
      .on('error', reject);
  });

// One after the other, as many chains as are to be in flight.
const run = async (call, times) => {
  let left = times;
  const chain = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: Number(flight) || 1 }, chain));
};

const runTokens = (call, times) => {
  for (let i = 0; i < times; i++) call();
};

const main = async () => {
  if (what === 'first') {
    console.log(token(true));
    return;
  }
  const isToken = what === 't1' || what === 'jwt';
  let call = calls[what];
  if (what === 'parse') {
    const text = await page();
    call = () => JSON.parse(text);
  }
  const turn = isToken || what === 'parse' ? runTokens : run;
  await turn(call, Math.ceil(count / 4));
  const cpu = process.cpuUsage();
  const begin = process.hrtime.bigint();
  await turn(call, Number(count));
  const wall = Number(process.hrtime.bigint() - begin) / 1000;
  const used = process.cpuUsage(cpu);
  console.log(`${wall / count} ${(used.user + used.system) / count}`);
  process.exit(0);
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
