// SPDX-License-Identifier: MIT
// Every method of the official Node SDK "@vonage/video".
'use strict';

const assert = require('assert');
const { Auth } = require('@vonage/auth');
const { Video } = require('@vonage/video');
const { until, APPLICATION } = require('./sandbox');

const SDK = '@vonage/video';
const MODE = 'application';

const refused = (status, promise) => assert.rejects(promise,
  (error) => error.response?.status === status
    || assert.fail(`another failure than ${status}: ${error.response?.status} ${error.message}`));

const run = async (results, sandbox) => {
  const sdk = new Video(new Auth({
    applicationId: APPLICATION, privateKey: sandbox.privateKey,
  }), { videoHost: sandbox.url });
  const step = (method, action, remark) => results.step(SDK, MODE, method, action, remark);
  const withdrawn = '404: withdrawn by the service';
  let session;
  let token;
  let stream;
  let connection;

  await sandbox.control('POST', '/reset');
  await step('createSession', async () => {
    ({ sessionId: session } = await sdk.createSession({ mediaMode: 'disabled' }));
    assert.strictEqual((await sandbox.session(session)).mediaMode, 'routed');
  });
  ({ connectionId: connection, streamId: stream } = await sandbox.publish(session));
  await step('generateClientToken', async () => {
    token = sdk.generateClientToken(session, { role: 'moderator', data: 'a=b' });
    assert.strictEqual(token.split('.').length, 3);
  });

  let archive;
  await step('startArchive', async () => {
    archive = await sdk.startArchive(session, { name: 'weekly', streamMode: 'manual' });
    assert.strictEqual(archive.status, 'started');
    assert.strictEqual(archive.applicationId, APPLICATION);
    await refused(409, sdk.startArchive(session));
  });
  await step('addArchiveStream', () => sdk.addArchiveStream(archive.id, stream));
  await step('getArchive', async () => {
    assert.strictEqual((await sdk.getArchive(archive.id)).streams[0].streamId, stream);
    await refused(404, sdk.getArchive('no-such-archive'));
  });
  await step('removeArchiveStream', () => sdk.removeArchiveStream(archive.id, stream));
  await step('updateArchiveLayout', async () => {
    await sdk.updateArchiveLayout(archive.id, { type: 'pip' });
    const seen = await sandbox.control('GET', `/archive/${archive.id}`);
    assert.deepStrictEqual(seen._layout, { type: 'pip' });
  });
  await step('searchArchives', async () => {
    const list = await sdk.searchArchives({ sessionId: session });
    assert.strictEqual(list.count, 1);
  });
  await step('stopArchive', async () => {
    assert.strictEqual((await sdk.stopArchive(archive.id)).status, 'stopped');
  });
  await step('deleteArchive', async () => {
    await until('an available archive',
      async () => (await sdk.getArchive(archive.id)).status === 'available');
    await sdk.deleteArchive(archive.id);
    assert.strictEqual((await sdk.searchArchives({})).count, 0);
  });

  let broadcast;
  await step('startBroadcast', async () => {
    broadcast = await sdk.startBroadcast(session, { outputs: { hls: {} }, streamMode: 'manual' });
    assert.strictEqual(broadcast.status, 'started');
  });
  const streams = async () => (
    await sandbox.control('GET', `/broadcast/${broadcast.id}`)).streams.length;
  await step('addStreamToBroadcast', async () => {
    await sdk.addStreamToBroadcast(broadcast.id, stream);
    assert.strictEqual(await streams(), 1);
  });
  await step('removeStreamFromBroadcast', async () => {
    await sdk.removeStreamFromBroadcast(broadcast.id, stream);
    assert.strictEqual(await streams(), 0);
  });
  await step('updateBroadcast', async () => {
    await sdk.updateBroadcast({ broadcastId: broadcast.id, addStream: stream });
    assert.strictEqual(await streams(), 1);
  });
  await step('getBroadcast', async () => {
    assert.strictEqual((await sdk.getBroadcast(broadcast.id)).id, broadcast.id);
  });
  await step('searchBroadcasts', async () => {
    assert.strictEqual((await sdk.searchBroadcasts({ sessionId: session })).count, 1);
  });
  await step('stopBroadcast', async () => {
    assert.strictEqual((await sdk.stopBroadcast(broadcast.id)).status, 'stopped');
  });

  await step('getStreamInfo', async () => {
    assert.strictEqual((await sdk.getStreamInfo(session, stream)).id, stream);
    assert.strictEqual((await sdk.getStreamInfo(session)).count, 1);
  });
  await step('setStreamClassLists', async () => {
    await sdk.setStreamClassLists(session, [{ id: stream, layoutClassList: ['focus'] }]);
    assert.deepStrictEqual((await sdk.getStreamInfo(session, stream)).layoutClassList, ['focus']);
  });
  const state = () => sandbox.session(session);
  await step('muteStream', async () => {
    await sdk.muteStream(session, stream);
    assert.strictEqual((await state()).streams[0].muted, true);
  });
  await step('forceMuteAll', async () => {
    await sdk.forceMuteAll(session, [stream]);
    assert.strictEqual((await state()).muted, true);
  });
  await step('disableForceMute', async () => {
    await sdk.disableForceMute(session);
    assert.strictEqual((await state()).muted, false);
  });
  await step('muteAllStreams', async () => {
    await sdk.muteAllStreams(session, true);
    assert.strictEqual((await state()).muted, true);
  });
  await step('sendSignal', async () => {
    await sdk.sendSignal({ type: 'chat', data: 'hello' }, session);
    await sdk.sendSignal({ type: 'chat', data: 'you' }, session, connection);
    assert.deepStrictEqual((await state()).signals.map((signal) => signal.data), ['hello', 'you']);
  });

  let call;
  const sip = { token, sip: { uri: 'sip:user@example.com', from: '', headers: { 'X-A': 'b' } } };
  await step('initiateSIPCall', async () => {
    call = await sdk.initiateSIPCall(session, structuredClone(sip));
    assert.ok(call.connectionId);
  });
  await step('intiateSIPCall', async () => {
    await sdk.intiateSIPCall(session, structuredClone(sip));
    assert.strictEqual((await state()).calls.length, 2);
  });
  await step('playDTMF', async () => {
    await sdk.playDTMF(session, '12#');
    await sdk.playDTMF(session, '34#', call.connectionId);
    assert.strictEqual((await state()).dtmf.length, 2);
  });
  await step('disconnectClient', async () => {
    await sdk.disconnectClient(session, call.connectionId);
    assert.deepStrictEqual((await state()).calls.map((one) => one.status).sort(),
      ['active', 'ended']);
  });
  await step('connectToWebsocket', async () => {
    const audio = await sdk.connectToWebsocket(session, token,
      { uri: 'wss://example.com/audio', audioRate: 16000 });
    assert.ok(audio.connectionId);
  });
  await step('disconnectWebsocket', () => refused(404, sdk.disconnectWebsocket('any')),
    withdrawn);

  let captions;
  await step('enableCaptions', async () => {
    captions = await sdk.enableCaptions(session, token, { languageCode: 'fr-FR' });
    assert.ok(captions.captionsId);
  });
  await step('getCaptionStatus', () => refused(404, sdk.getCaptionStatus(captions.captionsId)),
    withdrawn);
  await step('disableCaptions', async () => {
    await sdk.disableCaptions(captions.captionsId);
    assert.strictEqual((await state()).captions[0].status, 'stopped');
  });

  let render;
  await step('startExperienceComposerRender', async () => {
    render = await sdk.startExperienceComposerRender(session, token,
      { url: 'https://example.com/page', properties: { name: 'composed' } });
    assert.strictEqual(render.status, 'starting');
  });
  await step('getExperienceComposerRender', async () => {
    await until('a started render',
      async () => (await sdk.getExperienceComposerRender(render.id)).status === 'started');
  });
  await step('listExperienceComposerRenders', async () => {
    assert.strictEqual((await sdk.listExperienceComposerRenders({ count: 5 })).count, 1);
  });
  await step('stopExperienceComposerRender', async () => {
    await sdk.stopExperienceComposerRender(render.id);
    assert.strictEqual((await sdk.getExperienceComposerRender(render.id)).status, 'stopped');
  });

  const helpers = ['constructor', 'stripBlankValues'];
  results.complete(SDK, MODE, Object.getOwnPropertyNames(Video.prototype)
    .filter((name) => !helpers.includes(name)));
};

module.exports = { SDK, MODE, run };
