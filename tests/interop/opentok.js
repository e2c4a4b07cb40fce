// SPDX-License-Identifier: MIT
// Every method of the official Node SDK "opentok", in both of its modes.
'use strict';

const assert = require('assert');
const jwt = require('jsonwebtoken');
const OpenTok = require('opentok');
const { until } = require('./sandbox');

const SDK = 'opentok';

// A method that ends in a callback, as a promise of the callback's values.
const called = (object, method, ...values) => new Promise((resolve, reject) => {
  object[method](...values, (error, ...results) => {
    if (error) reject(error);
    else resolve(results.length > 1 ? results : results[0]);
  });
});

const refused = async (pattern, promise) => {
  await assert.rejects(promise, (error) => pattern.test(error.message)
    || assert.fail(`another error than ${pattern}: ${error.message}`));
};

class Run {
  constructor(results, sandbox, mode, key, secret) {
    Object.assign(this, { results, sandbox, mode, key, secret });
    this.sdk = new OpenTok(key, secret, sandbox.url);
    this.idName = mode === 'application' ? 'applicationId' : 'projectId';
  }

  step(method, run, remark) {
    return this.results.step(SDK, this.mode, method, run, remark);
  }

  call(method, ...values) {
    return called(this.sdk, method, ...values);
  }

  async newSession(options) {
    const session = await this.call('createSession', options || { mediaMode: 'routed' });
    return session.sessionId;
  }

  async sessions() {
    await this.step('createSession', async () => {
      const relayed = await this.call('createSession');
      assert.strictEqual((await this.sandbox.session(relayed.sessionId)).mediaMode, 'relayed');
      const id = await this.newSession({
        mediaMode: 'routed', archiveMode: 'always', archiveName: 'Daily', location: '12.34.56.78',
        archiveResolution: '1280x720',
      });
      const seen = await this.sandbox.session(id);
      assert.strictEqual(seen.mediaMode, 'routed');
      assert.strictEqual(seen.archiveMode, 'always');
      assert.strictEqual(seen.archiveName, 'Daily');
      assert.strictEqual(seen.archiveResolution, '1280x720');
      assert.strictEqual(seen.location, '12.34.56.78');
      const e2ee = await this.newSession({ mediaMode: 'routed', e2ee: 'true' });
      assert.strictEqual((await this.sandbox.session(e2ee)).e2ee, true);
    });
    this.session = await this.newSession();
    const { connectionId } = await this.sandbox.join(this.session, 'name=someone');
    this.connection = connectionId;
    const { streamId } = await this.sandbox.publish(this.session, {
      connectionId, name: 'camera one', layoutClassList: ['full'],
    });
    this.stream = streamId;
  }

  async tokens() {
    await this.step('generateToken', async () => {
      const token = this.sdk.generateToken(this.session, { role: 'moderator', data: 'a=b' });
      const claims = this.mode === 'application'
        ? jwt.decode(token) : jwt.verify(token, this.secret);
      assert.strictEqual(claims.session_id, this.session);
      assert.strictEqual(claims.role, 'moderator');
      this.moderator = token;
      this.publisher = this.sdk.generateToken(this.session);
    });
    await this.step('Session.generateToken', async () => {
      const session = await this.call('createSession', { mediaMode: 'routed' });
      assert.strictEqual(jwt.decode(session.generateToken()).session_id, session.sessionId);
    });
    await this.step('generateJwt', async () => {
      const token = this.sdk.generateJwt();
      const name = this.mode === 'application' ? 'Authorization' : 'X-OPENTOK-AUTH';
      const value = this.mode === 'application' ? `Bearer ${token}` : token;
      const response = await fetch(`${this.sandbox.url}/v2/project/${this.key}/archive`,
        { headers: { [name]: value } });
      assert.strictEqual(response.status, 200);
    });
  }

  async archives() {
    let archive;
    await this.step('startArchive', async () => {
      archive = await this.call('startArchive', this.session, {
        name: 'weekly', streamMode: 'manual', multiArchiveTag: 'main', resolution: '1280x720',
        layout: { type: 'bestFit', screenshareType: 'pip' }, quantizationParameter: 20,
      });
      assert.strictEqual(archive.status, 'started');
      assert.strictEqual(archive.name, 'weekly');
      assert.strictEqual(archive.sessionId, this.session);
      assert.strictEqual(String(archive[this.idName]), this.key);
      const seen = await this.sandbox.control('GET', `/archive/${archive.id}`);
      assert.deepStrictEqual(seen._layout, { type: 'bestFit', screenshareType: 'pip' });
      assert.strictEqual(seen.quantizationParameter, 20);
      await refused(/Recording already in progress|already/i,
        this.call('startArchive', this.session, { multiArchiveTag: 'main' }));
    });
    await this.step('addArchiveStream', async () => {
      await this.call('addArchiveStream', archive.id, this.stream, { hasVideo: false });
      const seen = await this.call('getArchive', archive.id);
      assert.strictEqual(seen.streams[0].streamId, this.stream);
      await refused(/not found/i,
        this.call('addArchiveStream', archive.id, 'no-such-stream', {}));
    });
    await this.step('removeArchiveStream', async () => {
      await this.call('removeArchiveStream', archive.id, this.stream);
      const seen = await this.sandbox.control('GET', `/archive/${archive.id}`);
      assert.deepStrictEqual(seen.streams, []);
    });
    await this.step('setArchiveLayout', async () => {
      await this.call('setArchiveLayout', archive.id, 'custom', 'stream {width: 50%;}', null);
      const seen = await this.sandbox.control('GET', `/archive/${archive.id}`);
      assert.deepStrictEqual(seen._layout, { type: 'custom', stylesheet: 'stream {width: 50%;}' });
    });
    await this.step('getArchive', async () => {
      const seen = await this.call('getArchive', archive.id);
      assert.strictEqual(seen.id, archive.id);
      await refused(/./, this.call('getArchive', 'no-such-archive'));
    });
    await this.step('stopArchive', async () => {
      const stopped = await this.call('stopArchive', archive.id);
      assert.strictEqual(stopped.status, 'stopped');
      assert.strictEqual(stopped.reason, 'user initiated');
      await refused(/not recording/, this.call('stopArchive', archive.id));
      await refused(/not found/i, this.call('stopArchive', 'no-such-archive'));
    });
    await this.step('Archive.stop', async () => {
      const second = await this.call('startArchive', this.session, {});
      await called(second, 'stop');
      const seen = await until('an available archive', async () => {
        const now = await this.call('getArchive', second.id);
        return now.status === 'available' && now;
      });
      assert.ok(seen.size > 0);
      const file = await fetch(seen.url);
      assert.strictEqual((await file.arrayBuffer()).byteLength, seen.size);
    });
    await this.step('listArchives', async () => {
      const [list, count] = await this.call('listArchives',
        { offset: 0, count: 1, sessionId: this.session });
      assert.strictEqual(count, 2);
      assert.strictEqual(list.length, 1);
      this.lastArchive = list[0];
    });
    await this.step('Archive.delete', async () => {
      await called(this.lastArchive, 'delete');
      const [list] = await this.call('listArchives', { sessionId: this.session });
      assert.deepStrictEqual(list.map((item) => item.id), [archive.id]);
    });
    await this.step('deleteArchive', async () => {
      await until('an available archive', async () => (
        (await this.call('getArchive', archive.id)).status === 'available'));
      await this.call('deleteArchive', archive.id);
      const [, count] = await this.call('listArchives', { sessionId: this.session });
      assert.strictEqual(count, 0);
      await refused(/not found/i, this.call('deleteArchive', 'no-such-archive'));
    });
  }

  async broadcasts() {
    let broadcast;
    await this.step('startBroadcast', async () => {
      broadcast = await this.call('startBroadcast', this.session, {
        maxDuration: 600, resolution: '1280x720', streamMode: 'manual', multiBroadcastTag: 'one',
        layout: { type: 'pip' }, maxBitrate: 1000000,
        outputs: {
          hls: { dvr: false, lowLatency: true },
          rtmp: [{ id: 'a', serverUrl: 'rtmps://example.com/app', streamName: 'name' }],
        },
      });
      assert.strictEqual(broadcast.status, 'started');
      assert.match(broadcast.broadcastUrls.hls, /\.m3u8$/);
      assert.strictEqual(broadcast.broadcastUrls.rtmp[0].id, 'a');
      const seen = await this.sandbox.control('GET', `/broadcast/${broadcast.id}`);
      assert.deepStrictEqual(seen._layout, { type: 'pip' });
      assert.strictEqual(seen.maxDuration, 600);
      assert.strictEqual(seen.maxBitrate, 1000000);
      assert.strictEqual(seen.settings.hls.lowLatency, true);
    });
    await this.step('addBroadcastStream', async () => {
      await this.call('addBroadcastStream', broadcast.id, this.stream, { hasAudio: true });
      const seen = await this.sandbox.control('GET', `/broadcast/${broadcast.id}`);
      assert.strictEqual(seen.streams[0].streamId, this.stream);
    });
    await this.step('removeBroadcastStream', async () => {
      await this.call('removeBroadcastStream', broadcast.id, this.stream);
      const seen = await this.sandbox.control('GET', `/broadcast/${broadcast.id}`);
      assert.deepStrictEqual(seen.streams, []);
    });
    await this.step('setBroadcastLayout', async () => {
      await this.call('setBroadcastLayout', broadcast.id, 'bestFit', null, 'verticalPresentation');
      const seen = await this.sandbox.control('GET', `/broadcast/${broadcast.id}`);
      assert.deepStrictEqual(seen._layout,
        { type: 'bestFit', screenshareType: 'verticalPresentation' });
    });
    await this.step('getBroadcast', async () => {
      const seen = await until('a live broadcast', async () => {
        const now = await this.call('getBroadcast', broadcast.id);
        return now.broadcastUrls.hlsStatus === 'live' && now;
      });
      assert.strictEqual(seen.broadcastUrls.rtmp[0].status, 'live');
    });
    await this.step('listBroadcasts', async () => {
      const [list, count] = await this.call('listBroadcasts', { sessionId: this.session });
      assert.strictEqual(count, 1);
      assert.strictEqual(list[0].id, broadcast.id);
    });
    await this.step('stopBroadcast', async () => {
      const stopped = await this.call('stopBroadcast', broadcast.id);
      assert.strictEqual(stopped.status, 'stopped');
      assert.strictEqual(stopped.broadcastUrls, null);
    });
    await this.step('Broadcast.stop', async () => {
      const second = await this.call('startBroadcast', this.session, { outputs: { hls: {} } });
      await called(second, 'stop');
      const [, count] = await this.call('listBroadcasts', { sessionId: this.session });
      assert.strictEqual(count, 0);
    });
  }

  async streams() {
    // Its constructor of streams parses text, but receives the parsed response.
    await this.step('getStream', async () => {
      await assert.rejects(this.call('getStream', this.session, this.stream), SyntaxError);
      const request = await this.sandbox.lastRequest();
      assert.strictEqual(request.status, 200);
      assert.match(request.path, new RegExp(`/stream/${this.stream}$`));
    }, 'the SDK parses the response twice and fails');
    await this.step('setStreamClassLists', async () => {
      await this.call('setStreamClassLists', this.session,
        [{ id: this.stream, layoutClassList: ['focus', 'inactive'] }]);
      const [stream] = (await this.sandbox.session(this.session)).streams;
      assert.deepStrictEqual(stream.layoutClassList, ['focus', 'inactive']);
    });
    await this.step('listStreams', async () => {
      const list = await this.call('listStreams', this.session);
      assert.deepStrictEqual(list.map((stream) => stream.id), [this.stream]);
      assert.deepStrictEqual(list[0].layoutClassList, ['focus', 'inactive']);
      assert.strictEqual(list[0].name, 'camera one');
    });
    const muted = async () => (await this.sandbox.session(this.session)).streams
      .filter((stream) => stream.muted).map((stream) => stream.id);
    await this.step('forceMuteAll', async () => {
      await this.call('forceMuteAll', this.session, { excludedStreamIds: [this.stream] });
      assert.deepStrictEqual(await muted(), []);
      assert.strictEqual((await this.sandbox.session(this.session)).muted, true);
    });
    await this.step('disableForceMute', async () => {
      await this.call('disableForceMute', this.session);
      assert.strictEqual((await this.sandbox.session(this.session)).muted, false);
    });
    await this.step('forceMuteStream', async () => {
      await this.call('forceMuteStream', this.session, this.stream);
      assert.deepStrictEqual(await muted(), [this.stream]);
    });
  }

  async clients() {
    await this.step('signal', async () => {
      await this.call('signal', this.session, null, { type: 'chat', data: 'to all' });
      await this.call('signal', this.session, this.connection, { type: 'chat', data: 'to one' });
      const { signals } = await this.sandbox.session(this.session);
      assert.deepStrictEqual(signals.map((signal) => signal.data), ['to all', 'to one']);
      assert.strictEqual(signals[1].connectionId, this.connection);
      await refused(/not found/i,
        this.call('signal', this.session, 'no-such-client', { type: 'a', data: 'b' }));
    });
    let call;
    await this.step('dial', async () => {
      call = await this.call('dial', this.session, this.publisher, 'sip:user@example.com', {
        headers: { 'X-KEY': 'value' }, auth: { username: 'u', password: 'p' }, secure: true,
        from: 'a@example.com', video: true, observeForceMute: true, streams: [this.stream],
      });
      const { calls } = await this.sandbox.session(this.session);
      assert.deepStrictEqual(calls[0].sip, {
        uri: 'sip:user@example.com', headers: { 'X-KEY': 'value' },
        auth: { username: 'u', password: 'p' }, secure: true, from: 'a@example.com', video: true,
        observeForceMute: true, streams: [this.stream],
      });
      await refused(/./, this.call('dial', this.session, 'T1==nonsense', 'sip:user@example.com'));
    });
    await this.step('playDTMF', async () => {
      await this.call('playDTMF', this.session, null, '1713');
      await this.call('playDTMF', this.session, call.connectionId, '99#');
      const { dtmf } = await this.sandbox.session(this.session);
      assert.deepStrictEqual(dtmf.map((item) => item.digits), ['1713', '99#']);
      assert.strictEqual(dtmf[1].connectionId, call.connectionId);
    });
    await this.step('forceDisconnect', async () => {
      await this.call('forceDisconnect', this.session, call.connectionId);
      const { calls } = await this.sandbox.session(this.session);
      assert.strictEqual(calls[0].status, 'ended');
      await refused(/not found/i, this.call('forceDisconnect', this.session, 'no-such-client'));
    });
    await this.step('websocketConnect', async () => {
      const audio = await this.call('websocketConnect', this.session, this.publisher,
        'wss://example.com/audio',
        { streams: [this.stream], headers: { key: 'value' }, bidirectional: true });
      const { audioConnectors } = await this.sandbox.session(this.session);
      assert.strictEqual(audioConnectors[0].connectionId, audio.connectionId);
      assert.deepStrictEqual(audioConnectors[0].websocket, {
        uri: 'wss://example.com/audio', streams: [this.stream], headers: { key: 'value' },
        audioRate: 8000, bidirectional: true,
      });
    });
  }

  async captions() {
    let id;
    await this.step('startCaptions', async () => {
      id = await this.call('startCaptions', this.session, this.moderator,
        { languageCode: 'de-DE', maxDuration: 600, partialCaptions: false });
      const [seen] = (await this.sandbox.session(this.session)).captions;
      assert.strictEqual(seen.id, id);
      assert.strictEqual(seen.languageCode, 'de-DE');
      assert.strictEqual(seen.maxDuration, 600);
      assert.strictEqual(seen.partialCaptions, false);
      await refused(/already/i, this.call('startCaptions', this.session, this.moderator, {}));
    });
    await this.step('stopCaptions', async () => {
      await this.call('stopCaptions', id);
      const [seen] = (await this.sandbox.session(this.session)).captions;
      assert.strictEqual(seen.status, 'stopped');
    });
  }

  async renders() {
    let render;
    await this.step('startRender', async () => {
      render = await this.call('startRender', {
        sessionId: this.session, token: this.publisher, url: 'https://example.com/page',
        maxDuration: 120, resolution: '640x480',
      });
      const seen = render.id ? render : render[0];
      assert.strictEqual(seen.status, 'starting');
      assert.strictEqual(seen.resolution, '640x480');
      render = seen;
    });
    const first = (value) => (Array.isArray(value) ? value[0] : value);
    await this.step('getRender', async () => {
      const seen = await until('a started render', async () => {
        const now = first(await this.call('getRender', render.id));
        return now.status === 'started' && now;
      });
      assert.ok(seen.streamId);
    });
    await this.step('listRenders', async () => {
      const list = first(await this.call('listRenders', { count: 10 }));
      assert.ok(list.items.some((item) => item.id === render.id));
    });
    await this.step('stopRender', async () => {
      await this.call('stopRender', render.id);
      const seen = first(await this.call('getRender', render.id));
      assert.strictEqual(seen.status, 'stopped');
      assert.strictEqual(seen.reason, 'Stop Requested');
    });
  }

  // The registry is of OpenTok only: an application sets webhooks elsewhere.
  async callbacks() {
    if (this.mode === 'application') return;
    await this.step('registerCallback', async () => {
      this.callback = await this.call('registerCallback',
        { group: 'connection', event: 'created', url: 'https://example.com/cb' });
      assert.strictEqual(this.callback.group, 'connection');
    });
    await this.step('listCallbacks', async () => {
      const list = await this.call('listCallbacks');
      assert.deepStrictEqual(list.map((item) => item.id), [this.callback.id]);
    });
    await this.step('Callback.unregister', async () => {
      const other = await this.call('registerCallback',
        { group: 'archive', event: 'status', url: 'https://example.com/cb' });
      assert.throws(() => other.unregister(() => {}), TypeError);
      await this.call('unregisterCallback', other.id);
    }, 'the SDK calls a function that it does not have');
    await this.step('unregisterCallback', async () => {
      await this.call('unregisterCallback', this.callback.id);
      assert.deepStrictEqual(await this.call('listCallbacks'), []);
    });
  }

  async refusals() {
    await this.step('createSession', async () => {
      const secret = this.mode === 'application' ? this.secret : 'a wrong secret';
      const key = this.mode === 'application' ? '00000000-0000-4000-8000-000000000000' : this.key;
      const stranger = new OpenTok(key, secret, this.sandbox.url);
      await refused(/Invalid API key or secret/, called(stranger, 'createSession', {}));
    });
  }

  async all() {
    await this.sandbox.control('POST', '/reset');
    await this.sessions();
    await this.tokens();
    await this.archives();
    await this.broadcasts();
    await this.streams();
    await this.clients();
    await this.captions();
    await this.renders();
    await this.callbacks();
    await this.refusals();
    this.results.complete(SDK, this.mode, this.methods());
  }

  methods() {
    const all = new Set([...Object.keys(this.sdk), ...Object.keys(OpenTok.prototype)]
      .filter((name) => typeof this.sdk[name] === 'function'));
    if (this.mode === 'application')
      for (const name of ['registerCallback', 'listCallbacks', 'unregisterCallback'])
        all.delete(name);
    return all;
  }
}

module.exports = { SDK, Run };
