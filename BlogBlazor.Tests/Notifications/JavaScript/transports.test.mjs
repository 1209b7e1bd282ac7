import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { connect, FakeWebSocket, heartbeat, notification, open, pass, retract, server, settle } from './fakes.mjs';

const event = (frame, id = '') => `event: ${frame.type}\n${id}data: ${JSON.stringify(frame)}\n\n`;
const welcome = { type: 'welcome', epoch: 'E1', oldest: 1, latest: 0, unread: 0 };
const list = (items = [], rest = {}) => ({
  items: items.map(id => ({ id, message: `number ${id}`, kind: 'comment', createdAt: '2025-01-01T00:00:00Z' })),
  unread: 0, latest: items.at(-1) ?? 0, epoch: 'E1', oldest: 1, ...rest,
});

/** A place without WebSocket, such as Node 20. */
const connectBySse = options => connect({ WebSocket: null, ...options });

async function openBySse(options, frame) {
  const connection = await connectBySse(options);
  await server.last.stream();
  await server.last.send(`retry: 3000\n\n${event({ ...welcome, ...frame })}`);
  return connection;
}

/** Two requests for a stream have failed. */
async function connectByPoll(options) {
  const connection = await connectBySse(options);
  for (const wait of [500, 1000]) {
    await server.last.answer({}, 404);
    await pass(wait);
  }
  return connection;
}

async function openByPoll(options, answer = list()) {
  const connection = await connectByPoll(options);
  await server.last.answer(answer);
  return connection;
}

// Choosing

test('the file is smaller than 5 KB with gzip, as it is served', () => {
  const file = new URL('../../../BlogBlazor/wwwroot/js/notifications.js', import.meta.url);
  assert.ok(gzipSync(readFileSync(file), { level: 9 }).length < 5120);
});

test('takes server-sent events when a WebSocket failed twice without a welcome', async () => {
  const { client, seen } = await connect();
  assert.equal(client.transport, 'websocket');
  FakeWebSocket.last.drop();
  await pass(500);
  FakeWebSocket.last.drop();
  await pass(1000);
  await server.last.stream();
  await server.last.send(event(welcome));
  assert.deepEqual([client.transport, client.state, FakeWebSocket.opened.length], ['sse', 'open', 2]);
  assert.deepEqual(seen('state'), ['connecting', 'waiting', 'connecting', 'waiting', 'connecting', 'open']);
});

test('one failure, or failures of lines that were open, change no transport', async () => {
  const { client } = await connect();
  FakeWebSocket.last.drop();
  await pass(500);
  for (const wait of [1000, 2000, 4000]) {
    FakeWebSocket.last.welcome();
    FakeWebSocket.last.drop();
    await pass(wait);
  }
  FakeWebSocket.last.drop();
  await pass(8000);
  assert.deepEqual([client.transport, FakeWebSocket.opened.length], ['websocket', 6]);
});

test('what fails for want of a network or a token says nothing of a transport', async () => {
  navigator.onLine = false;
  const { client } = await connect();
  for (let i = 0; i < 3; i++) {
    FakeWebSocket.last.drop();
    await pass(8000);
  }
  const other = await connect({ token: () => Promise.reject(new Error('offline')) });
  await pass(8000);
  await pass(8000);
  assert.deepEqual([client.transport, other.client.transport], ['websocket', 'websocket']);
});

test('a WebSocket that hangs is given up twice, too', async () => {
  const { client } = await connect();
  for (const wait of [15_000, 500, 15_000, 1000]) await pass(wait);
  assert.deepEqual([client.transport, server.last.path], ['sse', '/sse/notifications']);
});

test('takes the long poll when server-sent events failed twice, and begins anew when that fails', async () => {
  const { client } = await connect();
  for (const wait of [500, 1000]) {
    FakeWebSocket.last.drop();
    await pass(wait);
  }
  for (const wait of [2000, 4000]) {
    await server.last.answer({}, 502);
    await pass(wait);
  }
  assert.deepEqual([client.transport, server.last.path], ['longpoll', '/api/notifications']);
  for (const wait of [8000, 15_000]) {
    await server.last.fail();
    await pass(wait);
  }
  assert.deepEqual([client.transport, FakeWebSocket.opened.length], ['websocket', 3]);
});

test('a stream that a proxy holds back is given up', async () => {
  const { client } = await connectBySse();
  for (const wait of [500, 1000]) {
    await server.last.stream();
    await pass(15_000);
    await pass(wait);
  }
  assert.equal(client.transport, 'longpoll');
});

test('WebSocket is tried again after 1, 2, 4 … 60 minutes, and one failure leads back', async () => {
  const { client } = await connect();
  for (const wait of [500, 1000]) {
    FakeWebSocket.last.drop();
    await pass(wait);
  }
  const minutes = [1, 2, 4, 8, 16, 32, 60, 60];
  for (const expected of minutes) {
    await server.last.stream();
    await server.last.send(event(welcome));
    const before = FakeWebSocket.opened.length;
    for (let elapsed = 0; FakeWebSocket.opened.length === before; elapsed += 30_000) {
      assert.ok(elapsed < expected * 60_000, `${expected} minutes`);
      assert.equal(client.transport, 'sse');
      await pass(30_000);
      if (FakeWebSocket.opened.length === before) await server.last.send(event(heartbeat(0)));
    }
    assert.equal(client.transport, 'websocket');
    FakeWebSocket.last.drop();
    await pass(30_000);
  }
  await server.last.stream();
  await server.last.send(event(welcome));
  for (let i = 0; client.transport === 'sse'; i++) {
    await pass(30_000);
    if (client.transport === 'sse') await server.last.send(event(heartbeat(0)));
  }
  FakeWebSocket.last.welcome();
  assert.deepEqual([client.state, server.last.signal.aborted], ['open', true]);
});

test('the return of the network brings WebSocket back', async () => {
  const page = new EventTarget();
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.removeEventListener = page.removeEventListener.bind(page);
  const { client } = await connect();
  for (const wait of [500, 1000]) {
    FakeWebSocket.last.drop();
    await pass(wait);
  }
  assert.equal(client.transport, 'sse');
  page.dispatchEvent(new Event('online'));
  assert.deepEqual([client.transport, FakeWebSocket.opened.length], ['websocket', 3]);
});

// Server-sent events

test('where there is no WebSocket, server-sent events come first, with the token in a header', async () => {
  const { client } = await openBySse({ after: 7, epoch: 'E1', token: 'T', url: 'https://blog.test' }, { latest: 7 });
  assert.equal(server.last.url.href, 'https://blog.test/sse/notifications?after=7&epoch=E1');
  assert.equal(server.last.headers.Authorization, 'Bearer T');
  assert.deepEqual([client.transport, client.state], ['sse', 'open']);
});

test('an address under a path keeps it', async () => {
  await connectBySse({ url: 'https://blog.test/blog/ws/notifications/?x=1' });
  assert.equal(server.last.url.href, 'https://blog.test/blog/sse/notifications?x=1&after=0');
});

test('events are read whatever pieces they come in, and with either line end', async () => {
  const text = event(notification(1), 'id: E1:1\n') + `: a comment\n\n${event(retract(2))}` + event({ ...notification(3), message: 'đủ – 🎉' });
  for (const whole of [text, text.replaceAll('\n', '\r\n')]) {
    for (const size of [1, 2, 7, 1000]) {
      const { client, ids, seen } = await openBySse();
      const bytes = new TextEncoder().encode(whole);
      for (let at = 0; at < bytes.length; at += size) server.last.sendBytes(bytes.slice(at, at + size));
      await settle();
      while (client.cursor < 3) await settle();
      assert.deepEqual(ids(), [1, 3]);
      assert.equal(seen('notification')[1].message, 'đủ – 🎉');
      client.close();
    }
  }
});

test('data of several lines is one text, and fields without a space are read', async () => {
  const { ids } = await openBySse();
  await server.last.send('event:notification\ndata:{"type":"notification",\ndata: "id":1,\r\ndata:"unread":0}\n\nid: 5\n\n');
  assert.deepEqual(ids(), [1]);
});

test('a line separator inside of a message ends no line', async () => {
  const { seen } = await openBySse();
  await server.last.send(event({ ...notification(1), message: 'a\u2028data: {"type":"close","code":4001}\u2029b' }));
  assert.deepEqual(seen('notification').map(n => n.message), ['a\u2028data: {"type":"close","code":4001}\u2029b']);
  assert.deepEqual(seen('error'), []);
});

test('a stream that ends is opened again at the cursor', async () => {
  const { client } = await openBySse();
  await server.last.send(event(notification(1)));
  await server.last.end();
  assert.equal(client.state, 'waiting');
  await pass(500);
  assert.deepEqual([server.last.query, client.transport], [{ after: '1', epoch: 'E1' }, 'sse']);
});

test('a gap in the stream is read again from the cursor', async () => {
  await openBySse();
  const first = server.last;
  await first.send(event(notification(2)));
  assert.deepEqual([first.signal.aborted, server.requests.length, server.last.query.after], [true, 2, '0']);
});

test('a minute without a byte ends the stream; a comment is enough to keep it', async () => {
  const { client } = await openBySse();
  await pass(59_999);
  await server.last.send(': still here\n\n');
  await pass(59_999);
  assert.equal(client.state, 'open');
  await pass(1);
  assert.deepEqual([client.state, server.last.signal.aborted], ['waiting', true]);
});

test('a close event means what a close of a socket does', async () => {
  const asked = [];
  const { client, seen } = await openBySse({ token: renew => { asked.push(renew); return 'T'; } });
  await server.last.send(event({ type: 'close', code: 4002 }));
  assert.deepEqual([asked, server.requests.length], [[false, true], 2]);
  await server.last.stream();
  await server.last.send(event(welcome) + event({ type: 'close', code: 1012 }));
  assert.equal(client.state, 'waiting');
  await pass(0);
  await server.last.stream();
  await server.last.send(event(welcome) + event({ type: 'close', code: 4001 }) + event(notification(1)));
  assert.deepEqual([client.state, seen('signedout'), seen('notification')], ['closed', [{ reason: 'signed out' }], []]);
});

test('401 gets a new token at once, later if it repeats', async () => {
  const asked = [];
  const { client } = await connectBySse({ token: renew => `token ${asked.push(renew)}` });
  await server.last.answer({}, 401);
  assert.equal(server.last.headers.Authorization, 'Bearer token 2');
  await server.last.answer({}, 401);
  assert.deepEqual([client.state, server.requests.length], ['waiting', 2]);
  await pass(1000);
  assert.deepEqual([asked, client.transport], [[false, true, true], 'sse']);
});

test('401 without a way to a new token means signed out', async () => {
  for (const token of [undefined, 'T']) {
    const { client, seen } = await connectBySse({ token });
    await server.last.answer({}, 401);
    assert.deepEqual([client.state, seen('signedout').length], ['closed', 1]);
  }
});

test('close ends the stream', async () => {
  const { client } = await openBySse();
  client.close();
  assert.equal(server.last.signal.aborted, true);
  await pass(600_000);
  assert.equal(server.requests.length, 1);
});

test('a refused request is told as an error and tried again', async () => {
  const { client, seen } = await connectBySse();
  await server.last.answer({}, 503);
  assert.equal(client.state, 'waiting');
  assert.deepEqual(seen('error').map(e => [e.code, e.cause.message]), [['connection', 'the server answered 503']]);
});

test('markRead without a socket goes by a request of its own', async () => {
  const { client, seen } = await openBySse({ token: 'T' }, { latest: 3, unread: 3 });
  client.markRead(2);
  const { path, method, body, headers, answer } = server.last;
  assert.deepEqual([path, method, body], ['/api/notifications/read', 'POST', { upTo: 2 }]);
  assert.equal(headers.Authorization, 'Bearer T');
  await answer({ unread: 1 });
  assert.deepEqual([client.unread, seen('read').map(r => r.upTo)], [1, [2]]);
});

test('markRead that failed is sent again, on this line or the next', async () => {
  const { client } = await openBySse();
  const stream = server.last;
  client.markRead(2);
  await server.last.fail();
  await pass(10_000);
  assert.deepEqual([server.requests.length, server.last.body], [3, { upTo: 2 }]);
  await server.last.answer({}, 500);
  await stream.end();
  await pass(500);
  await server.last.stream();
  await server.last.send(event(welcome));
  assert.deepEqual(server.last.body, { upTo: 2 });
  await server.last.answer({ unread: 0 });
  await pass(30_000);
  assert.equal(server.requests.length, 5);
});

// Long poll

test('the long poll answers at once at first, and waits when it is up to date', async () => {
  const { client, ids } = await connectByPoll({ token: 'T' });
  assert.deepEqual([server.last.path, server.last.query], ['/api/notifications', { after: '0', limit: '100', wait: '0' }]);
  await server.last.answer(list([1, 2], { unread: 2 }));
  assert.deepEqual([client.transport, client.state, client.unread, ids()], ['longpoll', 'open', 2, [1, 2]]);
  assert.deepEqual([server.last.query, server.last.headers.Authorization], [{ after: '2', limit: '100', wait: '25' }, 'Bearer T']);
  await server.last.answer(list([3]));
  assert.deepEqual([ids(), server.last.query.after], [[1, 2, 3], '3']);
});

test('a full page is followed by the next without waiting', async () => {
  const ids = Array.from({ length: 100 }, (_, i) => i + 1);
  const { client } = await openByPoll({}, list(ids, { latest: 101 }));
  assert.deepEqual([client.cursor, server.last.query], [100, { after: '100', limit: '100', wait: '0' }]);
});

test('numbers that are passed over were retracted', async () => {
  const { client, ids, seen } = await openByPoll({}, list([2, 5], { latest: 7 }));
  assert.deepEqual([ids(), seen('retract').map(r => r.id), client.cursor], [[2, 5], [1, 3, 4], 5]);
  await server.last.answer(list([], { latest: 8 })); // what was counted while it was not listed was retracted, too
  assert.deepEqual([seen('retract').map(r => r.id), client.cursor], [[1, 3, 4, 6, 7], 7]);
  await server.last.answer(list([8]));
  assert.deepEqual(ids(), [2, 5, 8]);
});

test('a poll begins with the oldest that is kept when nothing was delivered yet', async () => {
  const { ids, seen } = await openByPoll({}, list([41, 42], { oldest: 41 }));
  assert.deepEqual([ids(), seen('retract'), seen('reset')], [[41, 42], [], []]);
});

test('another epoch, or a cursor outside of what is kept, is a reset', async () => {
  for (const [after, answer] of [
    [9, { epoch: 'E2', oldest: 3, latest: 20 }], [30, { oldest: 3, latest: 20 }], [1, { oldest: 3, latest: 20 }],
  ]) {
    const { client, seen, ids } = await openByPoll({ after, epoch: 'E1' }, list([20], answer));
    assert.deepEqual([seen('reset').map(r => r.oldest), ids(), client.cursor], [[3], [], 2]);
    assert.deepEqual([server.last.query.after, server.last.query.wait], ['2', '0']);
    await server.last.answer(list([3], answer));
    assert.deepEqual([ids(), seen('reset').length], [[3], 1]);
    client.close();
  }
});

test('an answer without epoch and oldest is believed', async () => {
  const { ids, seen } = await openByPoll({ after: 4 }, { items: [{ id: 5 }], unread: 1, latest: 5 });
  assert.deepEqual([ids(), seen('reset')], [[5], []]);
});

test('a poll that fails is tried again later, from the cursor, by polling', async () => {
  const { client } = await openByPoll({}, list([1]));
  await server.last.answer({}, 502);
  assert.equal(client.state, 'waiting');
  await pass(2000);
  assert.deepEqual([server.last.path, server.last.query.after, server.last.query.wait], ['/api/notifications', '1', '0']);
});

test('a token that expires between two polls is renewed', async () => {
  const asked = [];
  const { client } = await openByPoll({ token: renew => `token ${asked.push(renew)}` });
  const before = asked.length;
  await server.last.answer({}, 401);
  await pass(2000);
  await server.last.answer(list());
  assert.deepEqual([asked.slice(before), client.state], [[true], 'open']);
});

test('close from inside a handler ends a poll in the middle of its answer', async () => {
  const { client, ids } = await connectByPoll();
  client.on('notification', () => client.close());
  const { length } = server.requests;
  await server.last.answer(list([1, 2]));
  assert.deepEqual([ids(), server.requests.length], [[1], length]);
});

test('a close inside the welcome is not followed by a reset', async () => {
  const { client, seen } = await connectByPoll({ after: 9 });
  client.on('state', state => { if (state === 'open') client.close(); });
  await server.last.answer(list([1]));
  assert.deepEqual(seen('reset'), []);
});
