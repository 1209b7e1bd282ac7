import { afterEach, beforeEach, mock } from 'node:test';
import { connectNotifications } from '../../../BlogBlazor/wwwroot/js/notifications.js';

export class FakeWebSocket {
  static opened = [];
  static get last() { return this.opened.at(-1); }

  sent = [];
  closedByClient = false;

  constructor(url) {
    this.url = new URL(url);
    FakeWebSocket.opened.push(this);
  }

  get after() { return Number(this.url.searchParams.get('after')); }
  get epoch() { return this.url.searchParams.get('epoch'); }
  get token() { return this.url.searchParams.get('access_token'); }

  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.closedByClient = true; }

  receive(...frames) { frames.forEach(frame => this.onmessage({ data: JSON.stringify(frame) })); }
  welcome({ epoch = 'E1', oldest = 1, latest = 0, unread = 0 } = {}) {
    this.receive({ type: 'welcome', epoch, oldest, latest, unread });
  }
  drop(code = 1006, reason = '') { this.onclose({ code, reason }); }
}

/** What fetch speaks to: a test answers each request itself. */
export class FakeServer {
  requests = [];
  get last() { return this.requests.at(-1); }

  fetch = (address, { method = 'GET', headers, body, signal }) => new Promise((resolve, reject) => {
    const url = new URL(address);
    const query = Object.fromEntries(url.searchParams);
    const request = { url, path: url.pathname, query, method, headers, body: body && JSON.parse(body), signal };
    request.answer = (value, status = 200) => { resolve(Response.json(value, { status })); return settle(); };
    request.fail = () => { reject(new TypeError('no network')); return settle(); };
    request.stream = () => {
      const bytes = new ReadableStream({
        start: line => {
          request.send = text => { line.enqueue(new TextEncoder().encode(text)); return settle(); };
          request.sendBytes = chunk => { line.enqueue(chunk); return settle(); };
          request.end = () => { line.close(); return settle(); };
          signal.addEventListener('abort', () => line.error(signal.reason));
        },
      });
      resolve(new Response(bytes, { headers: { 'Content-Type': 'text/event-stream' } }));
      return settle();
    };
    signal?.addEventListener('abort', () => reject(signal.reason));
    this.requests.push(request);
  });
}

export class FakeStorage {
  items = new Map();
  getItem(key) { return this.items.get(key) ?? null; }
  setItem(key, value) { this.items.set(key, value); }
}

/** navigator.locks of one browser: exclusive locks, as the Web Locks API grants them. */
export class FakeLocks {
  #held = new Map(); // name → how it is taken from its holder
  #queue = [];

  request = (name, { ifAvailable, steal, signal }, callback) => new Promise((resolve, reject) => {
    const request = { name, callback, resolve, reject };
    signal?.addEventListener('abort', () => {
      this.#queue = this.#queue.filter(waiting => waiting !== request);
      reject(signal.reason); // changes nothing once the lock is held
    });
    queueMicrotask(() => {
      if (ifAvailable && this.#held.has(name)) return resolve(callback(null));
      if (steal) {
        this.#held.get(name)?.();
        this.#held.delete(name);
        this.#queue.unshift(request);
      } else this.#queue.push(request);
      this.#grant(name);
    });
  });

  #grant(name) {
    if (this.#held.has(name)) return;
    const request = this.#queue.find(waiting => waiting.name === name);
    if (!request) return;
    this.#queue = this.#queue.filter(waiting => waiting !== request);
    const take = () => request.reject(new DOMException('stolen', 'AbortError'));
    this.#held.set(name, take);
    Promise.resolve(request.callback({ name })).then(() => {
      if (this.#held.get(name) === take) this.#held.delete(name);
      request.resolve();
      this.#grant(name);
    });
  }
}

const events = ['notification', 'retract', 'read', 'unread', 'state', 'reset', 'signedout', 'error'];
export const half = () => 0; // random: the shortest wait, half of the full one
export const full = () => 1 - Number.EPSILON;
export const clients = [];
export let server;

beforeEach(() => {
  FakeWebSocket.opened = [];
  globalThis.fetch = (server = new FakeServer()).fetch;
  Object.defineProperty(globalThis, 'navigator', { configurable: true, writable: true, value: {} });
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
});

afterEach(() => {
  clients.splice(0).forEach(client => client.close());
  mock.timers.reset();
  delete globalThis.addEventListener;
  delete globalThis.removeEventListener;
  delete globalThis.document;
});

/** Lets what waits on promises, streams and channels run; setImmediate is not mocked. */
export const settle = async () => {
  for (let round = 0; round < 20; round++) await new Promise(setImmediate);
};

export const pass = async ms => {
  mock.timers.tick(ms);
  await settle();
};

export async function connect(options = {}) {
  const client = connectNotifications({
    url: 'wss://blog.test/ws/notifications/', WebSocket: FakeWebSocket, random: half, ...options,
  });
  clients.push(client);
  const log = [];
  const seen = type => log.filter(([name]) => name === type).map(([, value]) => value);
  events.forEach(type => client.on(type, value => { log.push([type, value]); }));
  await settle();
  return { client, log, seen, ids: () => seen('notification').map(n => n.id) };
}

export async function open(options, welcome) {
  const connection = await connect(options);
  FakeWebSocket.last.welcome(welcome);
  return connection;
}

export const notification = (id, unread = 0) => ({
  type: 'notification',
  id,
  message: `number ${id}`,
  kind: 'comment',
  link: '/posts/a#comment-1',
  createdAt: '2025-01-01T00:00:00Z',
  unread,
});
export const retract = (id, unread = 0) => ({ type: 'retract', id, unread });
export const heartbeat = (latest, unread = 0) => ({ type: 'heartbeat', latest, unread });
