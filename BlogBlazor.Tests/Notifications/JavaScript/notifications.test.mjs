import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { connectNotifications } from '../../../BlogBlazor/wwwroot/js/notifications.js';
import {
  clients, connect, FakeStorage, FakeWebSocket, full, half, heartbeat, notification, open, pass, retract, settle,
} from './fakes.mjs';

// Connecting

test('asks for everything after the cursor, and names the epoch once it is known', async () => {
  await connect({ after: 7, url: 'https://blog.test/ws/notifications/?x=1' });
  assert.equal(FakeWebSocket.last.url.href, 'wss://blog.test/ws/notifications/?x=1&after=7');
  FakeWebSocket.last.welcome({ epoch: 'E1', latest: 7 });
  FakeWebSocket.last.receive(notification(8));
  FakeWebSocket.last.drop();
  await pass(500);
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [8, 'E1']);
});

test('takes the address from the page when none is given', async () => {
  globalThis.location = new URL('https://blog.test/posts/hello?page=2');
  try {
    await connect({ url: undefined });
    assert.equal(FakeWebSocket.last.url.href, 'wss://blog.test/ws/notifications/?after=0');
  } finally {
    delete globalThis.location;
  }
});

test('is open only after the welcome, and tells every state', async () => {
  const { client, seen } = await connect();
  assert.equal(client.state, 'connecting');
  FakeWebSocket.last.welcome({ unread: 3 });
  assert.deepEqual([client.state, client.unread], ['open', 3]);
  FakeWebSocket.last.drop();
  client.close();
  assert.deepEqual(seen('state'), ['connecting', 'open', 'waiting', 'closed']);
});

test('close is final: nothing is heard, tried or waited for afterwards', async () => {
  const { client, log } = await open();
  const socket = FakeWebSocket.last;
  client.close();
  const before = log.length;
  socket.receive(notification(1));
  socket.drop();
  await pass(10 * 60_000);
  assert.deepEqual([log.length, FakeWebSocket.opened.length, socket.closedByClient], [before, 1, true]);
});

test('close before the first attempt opens no socket', async () => {
  const client = connectNotifications({ url: 'wss://blog.test/', WebSocket: FakeWebSocket });
  client.close();
  await settle();
  assert.equal(FakeWebSocket.opened.length, 0);
});

test('close from inside a state handler holds', async () => {
  for (const moment of ['connecting', 'open', 'waiting']) {
    const client = connectNotifications({ url: 'wss://blog.test/', WebSocket: FakeWebSocket });
    client.on('state', state => { if (state === moment) client.close(); });
    const before = FakeWebSocket.opened.length;
    await settle();
    if (moment !== 'connecting') FakeWebSocket.last.welcome();
    if (moment === 'waiting') FakeWebSocket.last.drop();
    await pass(10 * 60_000);
    assert.equal(client.state, 'closed', moment);
    assert.equal(FakeWebSocket.opened.length - before, moment === 'connecting' ? 0 : 1, moment);
  }
});

test('refuses options that cannot work', () => {
  const good = { url: 'wss://blog.test/', WebSocket: FakeWebSocket };
  assert.throws(() => connectNotifications({ ...good, after: -1 }), RangeError);
  assert.throws(() => connectNotifications({ ...good, after: '7' }), RangeError);
  assert.throws(() => connectNotifications({ ...good, url: 'nowhere' }), TypeError);
  assert.throws(() => connectNotifications({ ...good, storage: new FakeStorage() }), /storageKey/);
});

// The cursor rule

test('delivers in order and drops duplicates', async () => {
  const { client, ids } = await open({}, { latest: 3 });
  FakeWebSocket.last.receive(notification(1), notification(2), notification(2), notification(1), notification(3));
  assert.deepEqual(ids(), [1, 2, 3]);
  assert.equal(client.cursor, 3);
});

test('a gap is not delivered but read again from the cursor, at once', async () => {
  const { client, ids } = await open();
  const first = FakeWebSocket.last;
  first.receive(notification(1), notification(3));
  await settle();
  assert.equal(first.closedByClient, true);
  assert.equal(FakeWebSocket.last.after, 1);
  first.receive(notification(2)); // what the old line still has to say is not heard
  FakeWebSocket.last.welcome({ latest: 3 });
  FakeWebSocket.last.receive(notification(2), notification(3));
  assert.deepEqual(ids(), [1, 2, 3]);
  assert.equal(client.state, 'open');
});

test('a gap that repeats waits longer each time', async () => {
  await open();
  FakeWebSocket.last.receive(notification(2));
  await settle();
  assert.equal(FakeWebSocket.opened.length, 2);
  FakeWebSocket.last.welcome();
  FakeWebSocket.last.receive(notification(2));
  await pass(999);
  assert.equal(FakeWebSocket.opened.length, 2);
  await pass(1);
  assert.equal(FakeWebSocket.opened.length, 3);
});

test('begins with the oldest that is kept when nothing was delivered yet', async () => {
  const { ids } = await open({}, { oldest: 41, latest: 42 });
  FakeWebSocket.last.receive(notification(41), notification(42));
  assert.deepEqual(ids(), [41, 42]);
  assert.equal(FakeWebSocket.opened.length, 1);
});

test('a retraction in place of the next notification takes its number', async () => {
  const { client, ids, seen } = await open();
  FakeWebSocket.last.receive(notification(1), retract(2), notification(3));
  assert.deepEqual(ids(), [1, 3]);
  assert.deepEqual(seen('retract').map(r => r.id), [2]);
  assert.equal(client.cursor, 3);
});

test('a retraction of what was delivered is told and moves nothing', async () => {
  const { client, seen } = await open();
  FakeWebSocket.last.receive(notification(1, 1), notification(2, 2), retract(1, 1));
  assert.deepEqual(seen('retract').map(r => r.id), [1]);
  assert.deepEqual([client.cursor, client.unread], [2, 1]);
});

test('a retraction beyond the next number is a gap', async () => {
  const { seen } = await open();
  FakeWebSocket.last.receive(retract(2));
  await settle();
  assert.deepEqual(seen('retract'), []);
  assert.equal(FakeWebSocket.opened.length, 2);
});

test('a reset starts again from the oldest, in the new epoch', async () => {
  const { client, seen, ids } = await open({ after: 50, epoch: 'E1' }, { epoch: 'E2', oldest: 5, latest: 6 });
  FakeWebSocket.last.receive({ type: 'reset', epoch: 'E2', oldest: 5 }, notification(5), notification(6));
  assert.deepEqual(ids(), [5, 6]);
  assert.equal(seen('reset').length, 1);
  assert.equal(client.cursor, 6);
  FakeWebSocket.last.drop();
  await pass(500);
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [6, 'E2']);
});

test('a reset that got lost with the line is asked for again', async () => {
  await open({ after: 50, epoch: 'E1' }, { epoch: 'E2', oldest: 5, latest: 60 });
  FakeWebSocket.last.drop();
  await pass(500);
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [50, 'E1']);
});

test('what is not a known frame changes nothing', async () => {
  const { client, seen } = await open();
  const { onmessage } = FakeWebSocket.last;
  onmessage({ data: 'not json' });
  FakeWebSocket.last.receive(null, 5, [], {}, { echo: 1 }, { type: 'later' }, { type: 'notification' });
  FakeWebSocket.last.receive({ type: 'error', code: 'invalid_json' });
  assert.deepEqual(seen('error').map(e => e.code), ['invalid_frame', 'invalid_json']);
  assert.deepEqual([client.state, client.cursor, seen('notification').length], ['open', 0, 0]);
});

// Coming back

test('the wait doubles from 1 s to 30 s, and random takes off half of it at most', async () => {
  for (const [random, share] of [[half, 0.5], [() => 0.5, 0.75], [full, 1]]) {
    const delays = [];
    const { client } = await connect({ random });
    client.on('state', (state, { delay }) => { if (state === 'waiting') delays.push(delay); });
    for (const expected of [1, 2, 4, 8, 16, 30, 30, 30]) {
      const sockets = FakeWebSocket.opened.length;
      FakeWebSocket.last.welcome();
      FakeWebSocket.last.drop();
      assert.ok(Math.abs(delays.at(-1) - expected * 1000 * share) < 1, `${delays.at(-1)} is ${share} of ${expected} s`);
      await pass(Math.floor(delays.at(-1)) - 1);
      assert.equal(FakeWebSocket.opened.length, sockets);
      await pass(2);
      assert.equal(FakeWebSocket.opened.length, sockets + 1);
    }
    client.close();
  }
});

test('the wait starts over only after the line was open for a minute', async () => {
  const { client } = await open();
  const delays = [];
  client.on('state', (state, { delay }) => { if (state === 'waiting') delays.push(delay); });
  const cycle = async minutes => {
    FakeWebSocket.last.drop();
    await pass(delays.at(-1));
    FakeWebSocket.last.welcome();
    for (let elapsed = 0; elapsed < minutes * 60_000; elapsed += 20_000) {
      await pass(20_000);
      FakeWebSocket.last.receive(heartbeat(0));
    }
  };
  await cycle(0);
  await cycle(2 / 3);
  await cycle(1);
  await cycle(0);
  assert.deepEqual(delays, [500, 1000, 2000, 500]);
});

test('4001 stops for good', async () => {
  const { client, seen } = await open();
  FakeWebSocket.last.drop(4001, 'signed out');
  await pass(10 * 60_000);
  assert.deepEqual(seen('signedout'), [{ reason: 'signed out' }]);
  assert.deepEqual([client.state, FakeWebSocket.opened.length], ['closed', 1]);
});

test('4002 gets a new token and comes back at once, later if it repeats', async () => {
  const asked = [];
  const { client } = await open({ token: async renew => `token ${asked.push(renew)}` });
  assert.equal(FakeWebSocket.last.token, 'token 1');
  FakeWebSocket.last.drop(4002);
  await settle();
  assert.deepEqual([FakeWebSocket.last.token, FakeWebSocket.opened.length], ['token 2', 2]);
  FakeWebSocket.last.welcome();
  FakeWebSocket.last.drop(4002);
  await settle();
  assert.deepEqual([client.state, FakeWebSocket.opened.length], ['waiting', 2]);
  await pass(1000);
  assert.equal(FakeWebSocket.last.token, 'token 3');
  assert.deepEqual(asked, [false, true, true]);
});

test('a token is asked for anew when the handshake failed, and kept when an open line fell', async () => {
  const asked = [];
  await connect({ token: renew => { asked.push(renew); return 'T'; } });
  FakeWebSocket.last.drop();
  await pass(500);
  FakeWebSocket.last.welcome();
  FakeWebSocket.last.drop();
  await pass(1000);
  FakeWebSocket.last.drop();
  await pass(2000);
  FakeWebSocket.last.welcome();
  await pass(60_000); // silence
  await pass(4_000); // the wait
  assert.deepEqual(asked, [false, true, false, true, false]);
});

test('a token that is only a string cannot be renewed', async () => {
  const { client, seen } = await open({ token: 'T' });
  assert.equal(FakeWebSocket.last.token, 'T');
  FakeWebSocket.last.drop(4002);
  assert.deepEqual(seen('signedout'), [{ reason: 'token expired' }]);
  assert.equal(client.state, 'closed');
});

test('a token function without an answer means signed out; one that fails is tried again', async () => {
  const answers = [Promise.reject(new Error('offline')), null];
  const { client, seen } = await connect({ token: () => answers.shift() });
  assert.deepEqual([client.state, seen('error').map(e => e.code)], ['waiting', ['connection']]);
  assert.equal(seen('error')[0].cause.message, 'offline');
  await pass(500);
  assert.deepEqual([client.state, seen('signedout').length, FakeWebSocket.opened.length], ['closed', 1, 0]);
});

test('a token that arrives after the end is not used', async () => {
  let answer;
  const { client } = await connect({ token: () => new Promise(resolve => { answer = resolve; }) });
  client.close();
  answer('T');
  await settle();
  assert.equal(FakeWebSocket.opened.length, 0);
});

test('1012 comes back after a random moment within 3 s', async () => {
  for (const [random, expected] of [[() => 0, 0], [() => 0.5, 1500], [full, 3000]]) {
    const { client } = await open({ random });
    const delays = [];
    client.on('state', (state, { delay, code }) => { if (state === 'waiting') delays.push([Math.round(delay), code]); });
    FakeWebSocket.last.drop(1012);
    assert.deepEqual(delays, [[expected, 1012]]);
    const sockets = FakeWebSocket.opened.length;
    await pass(3000);
    assert.equal(FakeWebSocket.opened.length, sockets + 1);
    client.close();
  }
});

test('a minute of silence means the line is dead', async () => {
  const { client } = await open();
  const first = FakeWebSocket.last;
  await pass(59_999);
  first.receive(heartbeat(0));
  await pass(59_999);
  assert.deepEqual([client.state, FakeWebSocket.opened.length], ['open', 1]);
  await pass(1);
  assert.deepEqual([client.state, first.closedByClient], ['waiting', true]);
  await pass(500);
  assert.equal(FakeWebSocket.opened.length, 2);
});

test('a handshake that never ends is given up after 15 s', async () => {
  const { client } = await connect();
  await pass(14_999);
  assert.equal(client.state, 'connecting');
  await pass(1);
  assert.equal(client.state, 'waiting');
});

test('a heartbeat ahead of the cursor gives the line 10 s to catch up', async () => {
  await open();
  FakeWebSocket.last.receive(heartbeat(2));
  await pass(9_999);
  FakeWebSocket.last.receive(notification(1));
  await pass(60_000 - 1);
  assert.equal(FakeWebSocket.opened.length, 1);
  FakeWebSocket.last.receive(heartbeat(2));
  await pass(9_999);
  FakeWebSocket.last.receive(heartbeat(2)); // saying it again does not buy time
  assert.equal(FakeWebSocket.opened.length, 1);
  await pass(1);
  assert.deepEqual([FakeWebSocket.opened.length, FakeWebSocket.last.after], [2, 1]);
});

test('comes back at once when the network does', async () => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.removeEventListener = page.removeEventListener.bind(page);
  navigator.onLine = false;
  const { client } = await connect();
  for (let i = 0; i < 5; i++) {
    FakeWebSocket.last.drop();
    await pass(8_000);
  }
  FakeWebSocket.last.drop();
  assert.equal(client.state, 'waiting');
  page.dispatchEvent(new Event('online'));
  assert.equal(FakeWebSocket.opened.length, 7);
  FakeWebSocket.last.drop();
  await pass(500); // the network's failures are not held against the server
  assert.equal(FakeWebSocket.opened.length, 8);
  client.close();
  page.dispatchEvent(new Event('online'));
  assert.equal(FakeWebSocket.opened.length, 8);
});

test('looks after the line when the page is shown again', async () => {
  const page = globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  await open();
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeWebSocket.opened.length, 1);
  const heard = Date.now();
  mock.timers.setTime(heard + 59_999); // the clock moves and the timers do not: the machine slept
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeWebSocket.opened.length, 1);
  mock.timers.setTime(heard + 60_000);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeWebSocket.opened.length, 1);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeWebSocket.opened.length, 2);
  FakeWebSocket.last.drop();
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(FakeWebSocket.opened.length, 3);
});

// Reading and telling

test('markRead is sent when open', async () => {
  const { client, seen } = await open({}, { latest: 3, unread: 3 });
  client.markRead(2);
  assert.deepEqual(FakeWebSocket.last.sent, [{ type: 'read', upTo: 2 }]);
  assert.equal(client.unread, 3); // the server counts
  FakeWebSocket.last.receive({ type: 'read', upTo: 2, unread: 1 });
  assert.deepEqual([client.unread, seen('read').length, seen('unread')], [1, 1, [3, 1]]);
});

test('markRead keeps the largest until there is a line, and until it is confirmed', async () => {
  const { client } = await connect();
  client.markRead(5);
  client.markRead(3);
  FakeWebSocket.last.welcome();
  assert.deepEqual(FakeWebSocket.last.sent, [{ type: 'read', upTo: 5 }]);
  FakeWebSocket.last.drop(); // who knows whether it arrived
  await pass(500);
  FakeWebSocket.last.welcome();
  FakeWebSocket.last.receive({ type: 'read', upTo: 4, unread: 1 }, { type: 'read', ids: [9], unread: 1 }); // not that one
  FakeWebSocket.last.drop();
  await pass(1000);
  FakeWebSocket.last.welcome();
  assert.deepEqual(FakeWebSocket.last.sent, [{ type: 'read', upTo: 5 }]);
  FakeWebSocket.last.receive({ type: 'read', upTo: 5, unread: 0 });
  FakeWebSocket.last.drop();
  await pass(2000);
  FakeWebSocket.last.welcome();
  assert.deepEqual(FakeWebSocket.last.sent, []);
  assert.throws(() => client.markRead('5'), RangeError);
});

test('markRead of another epoch is forgotten', async () => {
  const { client } = await connect({ after: 9, epoch: 'E1' });
  client.markRead(9);
  FakeWebSocket.last.welcome({ epoch: 'E2', oldest: 1, latest: 20 });
  FakeWebSocket.last.receive({ type: 'reset', epoch: 'E2', oldest: 1 });
  const first = FakeWebSocket.last;
  first.drop();
  await pass(500);
  FakeWebSocket.last.welcome({ epoch: 'E2', latest: 20 });
  assert.deepEqual([first.sent, FakeWebSocket.last.sent], [[], []]);
});

test('the unread count comes from every frame that has one, and is told when it changes', async () => {
  const { seen } = await open({}, { unread: 1 });
  FakeWebSocket.last.receive(notification(1, 1), heartbeat(1, 1), heartbeat(1, 4), retract(1, 3));
  assert.deepEqual(seen('unread'), [1, 4, 3]);
});

test('a handler that throws or rejects stops nobody else', async () => {
  const { client, seen } = await connect();
  const late = [];
  client.on('state', () => { throw new Error('state'); });
  const unsubscribe = client.on('notification', () => { throw new Error('sync'); });
  client.on('notification', async () => { throw new Error('async'); });
  client.on('notification', n => { late.push(n.id); });
  FakeWebSocket.last.welcome();
  FakeWebSocket.last.receive(notification(1));
  await settle();
  unsubscribe();
  FakeWebSocket.last.receive(notification(2));
  await settle();
  assert.deepEqual(late, [1, 2]);
  assert.equal(client.cursor, 2);
  assert.deepEqual(seen('error').map(e => [e.code, e.cause.message]),
    [['handler', 'state'], ['handler', 'sync'], ['handler', 'async'], ['handler', 'async']]);
});

test('a handler that is added while an event is told hears the next one', async () => {
  const { client } = await open();
  const heard = [];
  const again = n => {
    heard.push(n.id);
    unsubscribe();
    unsubscribe = client.on('notification', again);
  };
  let unsubscribe = client.on('notification', again);
  FakeWebSocket.last.receive(notification(1), notification(2));
  assert.deepEqual(heard, [1, 2]);
});

test('an error handler that throws ends at the console', async t => {
  const written = t.mock.method(console, 'error', () => {});
  const { client } = await open();
  client.on('error', () => { throw new Error('worse'); });
  FakeWebSocket.last.onmessage({ data: '{' });
  assert.equal(written.mock.calls[0].arguments[0].message, 'worse');
});

test('an error without a handler is written to the console', async t => {
  const written = t.mock.method(console, 'error', () => {});
  const client = connectNotifications({ url: 'wss://blog.test/', WebSocket: FakeWebSocket });
  clients.push(client);
  await settle();
  FakeWebSocket.last.onmessage({ data: '{' });
  assert.equal(written.mock.calls[0].arguments[0].code, 'invalid_frame');
});

test('an event that does not exist is refused', async () => {
  const { client } = await connect();
  assert.throws(() => client.on('notifications', () => {}), TypeError);
  assert.throws(() => client.on('toString', () => {}), TypeError);
});

// Across page loads

test('the stored cursor resumes, with its epoch, and wins over after', async () => {
  const storage = new FakeStorage();
  const kept = { storage, storageKey: 'ann' };
  const { client } = await open(kept, { oldest: 1, latest: 2 });
  FakeWebSocket.last.receive(notification(1), retract(2));
  client.close();
  await connect({ ...kept, after: 1 });
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [2, 'E1']);
});

test('a stored cursor of another epoch or another user is not used', async () => {
  const storage = new FakeStorage();
  storage.setItem('ann', '{"epoch":"E1","cursor":9}');
  await connect({ storage, storageKey: 'ann', epoch: 'E2', after: 4 });
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [4, 'E2']);
  await connect({ storage, storageKey: 'bob' });
  assert.deepEqual([FakeWebSocket.last.after, FakeWebSocket.last.epoch], [0, null]);
});

test('a reset is stored', async () => {
  const storage = new FakeStorage();
  storage.setItem('ann', '{"epoch":"E1","cursor":9}');
  await open({ storage, storageKey: 'ann' }, { epoch: 'E2', oldest: 3, latest: 3 });
  FakeWebSocket.last.receive({ type: 'reset', epoch: 'E2', oldest: 3 });
  assert.equal(storage.getItem('ann'), '{"epoch":"E2","cursor":2}');
});

test('the cursor is stored after the handlers, so that a page that dies hears it again', async () => {
  const storage = new FakeStorage();
  const { client } = await open({ storage, storageKey: 'ann' });
  const during = [];
  client.on('notification', () => { during.push([client.cursor, storage.getItem('ann')]); });
  FakeWebSocket.last.receive(notification(1));
  assert.deepEqual(during, [[1, null]]);
  assert.equal(storage.getItem('ann'), '{"epoch":"E1","cursor":1}');
});

test('a storage that is garbled or forbidden stops nothing', async () => {
  for (const text of ['{', '5', '{"cursor":-1,"epoch":"E1"}', '{"cursor":"9","epoch":"E1"}', '{"cursor":9}']) {
    await connect({ storage: { getItem: () => text, setItem() {} }, storageKey: 'ann' });
    assert.equal(FakeWebSocket.last.after, 0, text);
  }
  const forbidden = () => { throw new Error('forbidden'); };
  const { ids, seen } = await open({ storage: { getItem: forbidden, setItem: forbidden }, storageKey: 'ann' });
  FakeWebSocket.last.receive(notification(1));
  assert.deepEqual([ids(), seen('error').map(e => e.code)], [[1], ['storage']]);
});
