// SPDX-License-Identifier: MIT
// What somebody would write instead of otk-sandbox: sessions and archives in memory, signed requests.
//
//   node server.js MODULES
//
// Prints the port.
'use strict';

const crypto = require('crypto');
const path = require('path');

const modules = path.resolve(process.argv[2]);
const express = require(path.join(modules, 'express'));
const jwt = require(path.join(modules, 'jsonwebtoken'));
const SECRETS = new Map([['123456', '1234567890abcdef1234567890abcdef1234567890']]);
const sessions = new Map();
const archives = new Map();
const app = express();

app.disable('x-powered-by');
app.use(express.json());
app.use(express.urlencoded({ extended: false }));

// The checks of otk-sandbox: issuer, signature, times, kind of the token.
app.use((request, response, next) => {
  const token = request.get('X-OPENTOK-AUTH');
  try {
    const { iss } = jwt.decode(token);
    const claims = jwt.verify(token, SECRETS.get(iss), { algorithms: ['HS256'], clockTolerance: 5 });
    if (claims.ist !== 'project' || claims.exp - claims.iat > 300) throw new Error('token');
    request.project = iss;
    next();
  } catch (error) {
    response.status(403).json({ code: -1, message: 'No suitable authentication found' });
  }
});

app.post('/session/create', (request, response) => {
  const random = crypto.randomBytes(18).toString('base64url');
  const plain = `1~${request.project}~~${Date.now()}~${random}~~~`;
  const session = {
    session_id: `2_${Buffer.from(plain).toString('base64url')}`,
    project_id: request.project,
    partner_id: request.project,
    create_dt: new Date().toString(),
    session_status: null,
    status_invalid: null,
    media_server_hostname: null,
    messaging_server_url: null,
    messaging_url: null,
    symphony_address: null,
    properties: null,
    ice_server: null,
    session_segment_id: crypto.randomUUID(),
    ice_servers: null,
    ice_credential_expiration: 86100,
    media_server_url: '',
  };
  sessions.set(session.session_id, { ...request.body, ...session });
  response.json([session]);
});

app.post('/v2/project/:id/archive', (request, response) => {
  const now = Date.now();
  const archive = {
    id: crypto.randomUUID(),
    status: 'started',
    name: request.body.name || '',
    reason: '',
    sessionId: request.body.sessionId,
    projectId: Number(request.params.id),
    partnerId: Number(request.params.id),
    createdAt: now,
    updatedAt: now,
    size: 0,
    duration: 0,
    hasAudio: true,
    hasVideo: true,
    outputMode: 'composed',
    streamMode: 'auto',
    resolution: '640x480',
    url: null,
    multiArchiveTag: request.body.multiArchiveTag || '',
    event: 'archive',
    sha256sum: '',
    password: '',
  };
  archives.set(archive.id, archive);
  response.json(archive);
});

app.get('/v2/project/:id/archive/:archiveId', (request, response) => {
  const archive = archives.get(request.params.archiveId);
  if (archive && String(archive.projectId) === request.project) response.json(archive);
  else response.status(404).json({ code: -1, message: 'Not found' });
});

app.get('/v2/project/:id/archive', (request, response) => {
  const own = [...archives.values()].filter((one) => String(one.projectId) === request.project);
  const offset = Number(request.query.offset || 0);
  const items = own.reverse().slice(offset, offset + Number(request.query.count || 50));
  response.json({ count: own.length, items });
});

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
