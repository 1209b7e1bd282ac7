import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { connect, FakeLocks, FakeStorage, FakeWebSocket, heartbeat, notification, pass, retract, server, settle } from './fakes.mjs';

const list = (ids = [], rest = {}) => ({
  items: ids.map(id => ({ id, message: `number ${id}` })), unread: 0, latest: ids.at(-1) ?? 0, epoch: 'E1', oldest: 1, ...rest,
});

beforeEach(() => {
  navigator.locks = new FakeLocks();
});

/** One tab of ann's browser. */
const tab = options => connect({ share: 'ann', ...options });

/** A tab that leads and is open. */
async function leader(options, frame) {
  const opened = await tab(options);
  FakeWebSocket.last.welcome(frame);
  await settle();
  return opened;
}

/** A tab that follows and has caught up. */
async function follower(answer = list(), options) {
  const opened = await tab(options);
  await server.last.answer(answer);
  return opened;
}

/** What the leading tab's line brings, told to every tab. */
async function receive(...frames) {
  FakeWebSocket.last.receive(...frames);
  await settle();
}

test('many tabs open one socket, and each hears everything', async () => {
  const tabs = [await leader(), await follower(), await follower(), await follower()];
  await receive(notification(1, 1), notification(2, 2), retract(1, 1), { type: 'read', upTo: 2, unread: 0 });
  assert.equal(FakeWebSocket.opened.length, 1);
  for (const { client, ids, seen } of tabs) {
    assert.deepEqual([ids(), seen('retract').length, seen('read').length, client.unread], [[1, 2], 1, 1, 0]);
  }
  assert.deepEqual(tabs.map(({ client }) => client.transport), ['websocket', 'shared', 'shared', 'shared']);
  assert.deepEqual(tabs.map(({ client }) => client.state), Array(4).fill('open'));
});

test('the first tab asks for nothing but its socket', async () => {
  await leader();
  assert.equal(server.requests.length, 0);
});

test('a tab that comes later reads what it missed from its own cursor', async () => {
  await leader({ after: 7, epoch: 'E1' }, { latest: 7 });
  const late = await tab({ after: 4, epoch: 'E1' });
  assert.deepEqual([server.last.path, server.last.query], ['/api/notifications', { after: '4', limit: '100', wait: '0' }]);
  await server.last.answer(list([5, 7]));
  await receive(notification(8));
  assert.deepEqual([late.ids(), late.seen('retract').map(r => r.id)], [[5, 7, 8], [6]]);
});

test('what arrives while a tab still reads is told after that, once', async () => {
  await leader();
  const late = await tab();
  const request = server.last;
  await receive(notification(1), notification(2), notification(3));
  assert.deepEqual(late.ids(), []);
  await request.answer(list([1, 2]));
  assert.deepEqual([late.ids(), late.client.state, server.requests.length], [[1, 2, 3], 'open', 1]);
});

test('a tab reads on until it has seen or passed over all that is counted', async () => {
  await leader();
  const late = await tab();
  await server.last.answer(list([1], { latest: 3 }));
  assert.equal(server.last.query.wait, '0');
  await server.last.answer(list([], { latest: 3 }));
  assert.deepEqual([late.client.cursor, late.seen('retract').map(r => r.id), server.requests.length], [3, [2, 3], 2]);
});

test('a tab that sees a gap reads again from its own cursor', async () => {
  const first = await leader();
  const second = await follower();
  first.client.on('notification', () => {});
  const other = new BroadcastChannel('notifications of ann at https://blog.test/');
  other.postMessage(notification(2)); // the first was lost between the tabs
  await settle();
  other.close();
  assert.deepEqual([second.ids(), server.last.query.after], [[], '0']);
  await server.last.answer(list([1, 2]));
  assert.deepEqual([second.ids(), second.client.state], [[1, 2], 'open']);
});

test('a heartbeat ahead of a tab lets it read again', async () => {
  await leader({}, { latest: 2 });
  const second = await follower();
  FakeWebSocket.last.receive(notification(1), notification(2));
  await settle();
  const other = new BroadcastChannel('notifications of ann at https://blog.test/');
  other.postMessage(heartbeat(3));
  await settle();
  other.close();
  await pass(10_000);
  assert.equal(server.last.query.after, '2');
  await server.last.answer(list([3]));
  assert.deepEqual(second.ids(), [1, 2, 3]);
});

test('when the leading tab closes, another takes over at once, from its own cursor', async () => {
  const first = await leader();
  const second = await follower();
  const third = await follower();
  await receive(notification(1));
  first.client.close();
  await settle();
  assert.deepEqual([second.client.transport, third.client.transport], ['websocket', 'shared']);
  assert.deepEqual([FakeWebSocket.opened.length, FakeWebSocket.last.after, FakeWebSocket.last.epoch], [2, 1, 'E1']);
  FakeWebSocket.last.welcome({ latest: 2 });
  await receive(notification(2));
  await server.last.answer(list([2]));
  assert.deepEqual([first.ids(), second.ids(), third.ids()], [[1], [1, 2], [1, 2]]);
});

test('a follower that closed is passed over', async () => {
  const first = await leader();
  const second = await follower();
  const third = await follower();
  second.client.close();
  first.client.close();
  await settle();
  assert.deepEqual([third.client.transport, FakeWebSocket.opened.length], ['websocket', 2]);
});

test('a tab hears when the line of the leading one falls and comes back', async () => {
  await leader();
  const second = await follower();
  FakeWebSocket.last.drop();
  await settle();
  assert.equal(second.client.state, 'waiting');
  await pass(500);
  assert.equal(second.client.state, 'connecting');
  FakeWebSocket.last.welcome({ latest: 1 });
  await receive(notification(1));
  await server.last.answer(list([1]));
  assert.deepEqual([second.client.state, second.ids()], ['open', [1]]);
});

test('a reset reaches each tab, by its own cursor and epoch', async () => {
  const first = await leader();
  const second = await follower(list([1]));
  FakeWebSocket.last.drop();
  await pass(500);
  FakeWebSocket.last.welcome({ epoch: 'E2', oldest: 5, latest: 5 });
  await receive({ type: 'reset', epoch: 'E2', oldest: 5 }, notification(5));
  await server.last.answer(list([], { epoch: 'E2', oldest: 5, latest: 5 }));
  await server.last.answer(list([5], { epoch: 'E2', oldest: 5 }));
  assert.deepEqual([first.seen('reset').length, second.seen('reset').length], [1, 1]);
  assert.deepEqual([first.client.cursor, second.client.cursor, second.ids()], [5, 5, [1, 5]]);
});

test('the reset of a leading tab that was away too long is none for the others', async () => {
  await leader({ after: 50, epoch: 'E1' }, { latest: 2 });
  const second = await follower(list([1, 2]));
  await receive({ type: 'reset', epoch: 'E1', oldest: 1 });
  await server.last.answer(list([], { latest: 2 }));
  await receive(notification(1), notification(2), notification(3));
  assert.deepEqual([second.seen('reset'), second.ids()], [[], [1, 2, 3]]);
});

test('a leading tab without WebSocket shares what it has instead', async () => {
  const first = await tab({ WebSocket: null });
  const stream = server.last;
  await stream.stream();
  await stream.send('data: {"type":"welcome","epoch":"E1","oldest":1,"latest":0,"unread":0}\n\n');
  const second = await follower(list(), { WebSocket: null });
  await stream.send(`data: ${JSON.stringify(notification(1))}\n\n`);
  assert.deepEqual([first.client.transport, second.client.transport, second.ids()], ['sse', 'shared', [1]]);
});

test('a leading tab that polls keeps the others from thinking it asleep', async () => {
  await tab({ WebSocket: null });
  for (const wait of [500, 1000]) {
    await server.last.answer({}, 404);
    await pass(wait);
  }
  await pass(60_000); // the first attempt to leave polling again
  await server.last.answer({}, 404);
  await pass(4000);
  await server.last.answer(list());
  const waiting = server.last;
  const second = await follower();
  await pass(50_000);
  await waiting.answer(list());
  await pass(50_000);
  assert.equal(second.client.transport, 'shared');
  await server.last.answer(list([1]));
  assert.deepEqual(second.ids(), [1]);
});

test('markRead works in every tab', async () => {
  const first = await leader({}, { unread: 2, latest: 2 });
  const second = await follower(list([1, 2], { unread: 2 }));
  second.client.markRead(2);
  assert.deepEqual([server.last.path, server.last.body], ['/api/notifications/read', { upTo: 2 }]);
  await server.last.answer({ unread: 0 });
  await receive(notification(1), notification(2), { type: 'read', upTo: 2, unread: 0 });
  assert.deepEqual([first.client.unread, second.client.unread], [0, 0]);
});

test('signed out is signed out in every tab', async () => {
  const tabs = [await leader(), await follower()];
  FakeWebSocket.last.drop(4001, 'signed out');
  await settle();
  assert.deepEqual(tabs.map(({ client, seen }) => [client.state, seen('signedout').length]), [['closed', 1], ['closed', 1]]);
});

test('a token that expired is each tab\'s own', async () => {
  const first = await leader({ token: 'old' });
  const second = await follower(list(), { token: () => 'new' });
  FakeWebSocket.last.drop(4002);
  await settle();
  assert.deepEqual([first.client.state, second.client.transport, FakeWebSocket.last.token], ['closed', 'websocket', 'new']);
});

test('a leading tab that sleeps loses the lead, and follows when it wakes', async () => {
  const asleep = await leader();
  const awake = await follower();
  const socket = FakeWebSocket.last;
  asleep.client.on('state', () => {});
  await pass(59_000);
  // Timers stand still in a tab that sleeps; here its line is kept from falling silent for itself alone.
  const before = globalThis.BroadcastChannel.prototype.postMessage;
  globalThis.BroadcastChannel.prototype.postMessage = () => {};
  socket.receive(heartbeat(0));
  globalThis.BroadcastChannel.prototype.postMessage = before;
  await pass(1000);
  assert.deepEqual([awake.client.transport, asleep.client.transport, socket.closedByClient], ['websocket', 'shared', true]);
  FakeWebSocket.last.welcome();
  await settle();
  await server.last.answer(list());
  await server.last.answer(list()); // the welcome that came meanwhile asks to look again
  await receive(notification(1));
  assert.deepEqual([awake.ids(), asleep.ids()], [[1], [1]]);
  awake.client.close();
  await settle();
  assert.equal(asleep.client.transport, 'websocket');
});

test('a page that is shown again after a long silence leads', async () => {
  const page = globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  navigator.locks.request('notifications of ann at https://blog.test/', {}, () => new Promise(() => {})).catch(() => {});
  const { client } = await follower();
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.deepEqual([client.transport, FakeWebSocket.opened.length], ['shared', 0]);
  mock.timers.setTime(Date.now() + 60_000); // the clock moves and the timers do not: the phone slept
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.deepEqual([client.transport, FakeWebSocket.opened.length], ['websocket', 1]);
});

test('users and servers are never mixed', async () => {
  const tabs = [
    await leader(), await leader({ share: 'bob' }), await leader({ url: 'https://other.test' }), await leader({ url: 'https://blog.test/b/' }),
  ];
  FakeWebSocket.opened[0].receive(notification(1));
  await settle();
  assert.deepEqual(tabs.map(({ ids }) => ids()), [[1], [], [], []]);
  assert.equal(FakeWebSocket.opened.length, 4);
});

test('storageKey names the user where share does not, and false or no name means a line of one\'s own', async () => {
  const storage = new FakeStorage();
  await connect({ storage, storageKey: 'ann' });
  const second = await connect({ storage, storageKey: 'ann' });
  assert.equal(second.client.transport, 'shared');
  for (const options of [{ storage, storageKey: 'ann', share: false }, {}]) {
    assert.equal((await connect(options)).client.transport, 'websocket');
  }
});

test('where locks or channels are missing or forbidden, each tab has a line of its own', async () => {
  const forbidden = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
  const channels = globalThis.BroadcastChannel;
  try {
    for (const [locks, channel] of [[undefined, channels], [new FakeLocks(), undefined], [forbidden, channels]]) {
      navigator.locks = locks;
      globalThis.BroadcastChannel = channel;
      const before = FakeWebSocket.opened.length;
      const tabs = [await tab(), await tab()];
      assert.equal(FakeWebSocket.opened.length, before + 2);
      assert.deepEqual(tabs.map(({ client }) => client.transport), ['websocket', 'websocket']);
    }
  } finally {
    globalThis.BroadcastChannel = channels;
  }
});

test('closing before the lock is granted leaves it to others', async () => {
  const first = await leader();
  const second = await tab();
  second.client.close();
  first.client.close();
  await settle();
  const third = await tab();
  assert.deepEqual([third.client.transport, FakeWebSocket.opened.length], ['websocket', 2]);
});
