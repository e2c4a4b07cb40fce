// SPDX-License-Identifier: MIT
// What the hook metrics sends and writes, checked with OpenTelemetry's own schema (the messages that
// its npm package is made from) and with promtool, if that is installed.
//
//   node otlp.js OTK-SANDBOX OTK
'use strict';

const { spawn, spawnSync } = require('child_process');
const fs = require('fs');
const http = require('http');
const path = require('path');

const { Sandbox, KEY, SECRET } = require('./sandbox.js');
const { opentelemetry } = require(path.join(path.dirname(require.resolve(
  '@opentelemetry/otlp-transformer')), 'generated', 'root.js'));

const TYPES = {
  '/v1/traces': opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest,
  '/v1/metrics': opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest,
};
let passed = 0;
let failed = 0;

const check = (what, held) => {
  console.log(`${held ? 'ok  ' : 'FAIL'} otlp: ${what}`);
  if (held) passed++;
  else failed++;
};

// Ids are hexadecimal in OTLP's JSON, and base64 in the JSON of Protocol Buffers.
const toBase64 = (value) => {
  if (Array.isArray(value)) return value.map(toBase64);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => {
    if (name !== 'traceId' && name !== 'spanId') return [name, toBase64(member)];
    const size = name === 'traceId' ? 32 : 16;
    if (!new RegExp(`^[0-9a-f]{${size}}$`).test(member) || /^0+$/.test(member))
      throw new Error(`${name} ${member} is not ${size} hexadecimal digits`);
    return [name, Buffer.from(member, 'hex').toString('base64')];
  }));
};

// Names that the schema does not have: the conversion drops them.
const unknownNames = (given, known, where) => {
  if (Array.isArray(given))
    return given.flatMap((item, i) => unknownNames(item, known?.[i], `${where}[${i}]`));
  if (given === null || typeof given !== 'object') return [];
  return Object.entries(given).flatMap(([name, member]) => (known && name in known
    ? unknownNames(member, known[name], `${where}.${name}`) : [`${where}.${name}`]));
};

const validate = (type, text) => {
  const json = toBase64(JSON.parse(text));
  const message = type.fromObject(json);
  const problem = type.verify(message);
  if (problem) throw new Error(problem);
  const again = type.toObject(message, { longs: String, bytes: String, arrays: true });
  const unknown = unknownNames(json, again, type.name);
  if (unknown.length) throw new Error(`not in the schema: ${unknown.join(', ')}`);
  type.encode(message).finish();
  return again;
};

class Receiver {
  constructor() {
    this.requests = [];
    this.problems = [];
    this.server = http.createServer((request, response) => {
      const parts = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => this.receive(request, Buffer.concat(parts).toString(), response));
    });
  }

  receive(request, text, response) {
    const type = TYPES[request.url];
    try {
      if (!type) throw new Error(`unknown path ${request.url}`);
      if (request.headers['content-type'] !== 'application/json')
        throw new Error(`content type ${request.headers['content-type']}`);
      this.requests.push({ url: request.url, headers: request.headers, message: validate(type, text) });
    } catch (error) {
      this.problems.push(error.message);
    }
    response.setHeader('Content-Type', 'application/json');
    response.end('{}');
  }

  listen() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(
      `http://127.0.0.1:${this.server.address().port}`)));
  }

  all(url) {
    return this.requests.filter((request) => request.url === url).map((request) => request.message);
  }
}

const run = (program, args, environment) => new Promise((resolve) => {
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: 'ignore' });
  child.on('exit', resolve);
});

const attributes = (list) => Object.fromEntries(list.map(({ key, value }) => [key,
  Object.values(value)[0]]));

const main = async () => {
  const [sandboxProgram, otk] = process.argv.slice(2);
  const sandbox = await Sandbox.start(sandboxProgram);
  const receiver = new Receiver();
  const endpoint = await receiver.listen();
  const file = path.join(sandbox.folder, 'otk.prom');
  const headers = path.join(sandbox.folder, 'headers');
  fs.writeFileSync(headers, 'Authorization: Bearer of-the-receiver\n');
  const hook = `metrics=${JSON.stringify({ endpoint, file, headersFile: headers, service: 'check "it"' })}`;
  const environment = { OTK_API_URL: sandbox.url, OTK_API_KEY: KEY, OTK_API_SECRET: SECRET };

  await run(otk, ['session', 'create', '--hook', hook], environment);
  await run(otk, ['archives', 'get', '00000000-0000-4000-8000-000000000000', '--hook', hook],
    environment);
  receiver.problems.forEach((problem) => console.log(`  ${problem}`));
  check('every request is valid by the published schema', receiver.problems.length === 0);
  const spans = receiver.all('/v1/traces').flatMap((message) => message.resourceSpans).flatMap(
    (resource) => resource.scopeSpans).flatMap((scope) => scope.spans);
  check('there is a span for each request', spans.length === 2);
  check('spans are those of a client', spans.every((span) => span.kind === 3));
  const [good, bad] = spans.map((span) => attributes(span.attributes));
  check('a span has the attributes of the HTTP conventions', good && good['http.request.method'] ===
    'POST' && good['http.response.status_code'] === '200' && good['server.address'] ===
    '127.0.0.1' && good['url.full'].startsWith(sandbox.url) && !('error.type' in good));
  check('a failure has error.type and a status', bad && bad['error.type'] === '404' &&
    spans[1].status.code === 2);
  const metrics = receiver.all('/v1/metrics').flatMap((message) => message.resourceMetrics);
  check('the service is named', attributes(metrics[0].resource.attributes)['service.name'] ===
    'check "it"');
  const duration = metrics[0].scopeMetrics[0].metrics.find((one) => one.name ===
    'http.client.request.duration');
  check('the duration is a cumulative histogram in seconds', duration && duration.unit === 's' &&
    duration.histogram.aggregationTemporality === 2);
  const point = duration.histogram.dataPoints[0];
  check('it has the boundaries of the conventions', point.explicitBounds.join() ===
    '0.005,0.01,0.025,0.05,0.075,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10' &&
    point.bucketCounts.length === 15 && point.count === '1');
  check('header lines of the file are sent', receiver.requests.every((request) =>
    request.headers.authorization === 'Bearer of-the-receiver'));

  const lint = spawnSync('promtool', ['check', 'metrics'], { input: fs.readFileSync(file) });
  if (lint.error) console.log('skip otlp: promtool (package prometheus) is not installed');
  else check('promtool finds nothing in the file', lint.status === 0 && !String(lint.stdout) &&
    !String(lint.stderr));
  await sandbox.stop();
  receiver.server.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
};

main();
