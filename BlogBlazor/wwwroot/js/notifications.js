// A user's notifications from a BlogBlazor server: in order, without gaps, without repeats, whatever the network does.
// No dependencies. notifications.d.ts describes every option and event.

const SILENCE = 60_000; // the server says something at least every 25 s
const STABLE = 60_000;
const CATCH_UP = 10_000; // longer than it takes rows that a heartbeat has counted to come down the same line
const RESTART_SPREAD = 3_000;
const [FIRST_WAIT, LONGEST_WAIT] = [1_000, 30_000];
const [RESTARTING, SIGNED_OUT, TOKEN_EXPIRED] = [1012, 4001, 4002];
const EVENTS = ['notification', 'retract', 'read', 'unread', 'state', 'reset', 'signedout', 'error'];

export function connectNotifications(options = {}) {
  const { token, storage, storageKey, random = Math.random, WebSocket: Socket = globalThis.WebSocket } = options;
  let { after: cursor = 0, epoch } = options;
  if (!Number.isSafeInteger(cursor) || cursor < 0) throw new RangeError('after must be a whole number from 0');
  if (typeof Socket !== 'function') throw new TypeError('there is no WebSocket here: pass one as options.WebSocket');
  // Numbers are one user's own: under a key shared by two users, one would skip what only the other has seen.
  if (storage && !storageKey) throw new TypeError('storage needs a storageKey that names the user');

  const address = new URL(options.url ?? '/ws/notifications/', globalThis.location?.href);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  const handlers = Object.fromEntries(EVENTS.map(type => [type, new Set()]));
  const timers = {};
  let state = 'connecting';
  let socket = null;
  let attempt = null; // the newest one: whatever an older one still has to say is not heard
  let failures = 0;
  let renew = false;
  let unread = null;
  let readUpTo = 0; // asked for, not yet confirmed: what is sent into a dying connection is lost without a sound
  let heard = 0;

  try {
    const kept = JSON.parse(storage?.getItem(storageKey) ?? 'null');
    const fits = Number.isSafeInteger(kept?.cursor) && kept.cursor >= 0 && kept.epoch && (!epoch || kept.epoch === epoch);
    if (fits) ({ epoch, cursor } = kept);
  } catch {
    // A storage that is forbidden or garbled costs what it would have saved, no more.
  }

  const onOnline = () => { failures = 0; connect(); }; // the failures were the network's
  // Timers stand still while a laptop sleeps, and crawl in background tabs.
  const onVisible = () => document.visibilityState === 'visible'
    && (state === 'waiting' || Date.now() - heard >= SILENCE) && connect();
  globalThis.addEventListener?.('online', onOnline);
  globalThis.document?.addEventListener('visibilitychange', onVisible);
  queueMicrotask(() => state === 'connecting' && connect()); // the caller's handlers hear the first state too

  async function connect() {
    drop();
    const mine = (attempt = {});
    stillAlive();
    setState('connecting');
    try {
      const credential = typeof token === 'function' ? await token(renew) : token;
      if (mine !== attempt) return;
      if (typeof token === 'function' && !credential) return signOut('no token');
      const url = new URL(address);
      url.searchParams.set('after', cursor);
      if (epoch) url.searchParams.set('epoch', epoch);
      if (credential) url.searchParams.set('access_token', credential);
      socket = new Socket(url.href);
    } catch (cause) {
      if (mine !== attempt) return;
      reconnect();
      return fail('connection', 'could not connect', cause);
    }
    socket.onmessage = event => mine === attempt && receive(event.data);
    socket.onclose = event => mine === attempt && closed(event.code, event.reason);
    socket.onerror = () => {}; // a close follows; Node's "ws" throws when nobody listens
  }

  function receive(text) {
    stillAlive();
    let frame;
    try {
      frame = JSON.parse(text) ?? {};
    } catch (cause) {
      return fail('invalid_frame', 'the server sent what is not JSON', cause);
    }
    switch (frame.type) {
      case 'welcome': return welcome(frame);
      case 'reset':
        if (frame.epoch !== epoch) readUpTo = 0; // it meant the other epoch's numbers
        [epoch, cursor] = [frame.epoch, Math.max(0, frame.oldest - 1)];
        stop('behind');
        save();
        return tell(frame);
      case 'notification':
      case 'retract':
        if (frame.id === cursor + 1) {
          cursor = frame.id;
          stop('behind');
          tell(frame);
          save(); // after the handlers: a page that dies in between hears it again rather than never
        } else if (frame.id > cursor) reconnectSoon();
        else if (frame.type === 'retract') tell(frame);
        return;
      case 'read':
        if (frame.upTo >= readUpTo) readUpTo = 0;
        return tell(frame);
      case 'heartbeat':
        if (frame.latest > cursor && !timers.behind) start('behind', CATCH_UP, reconnectSoon);
        return tell(frame);
      case 'error': return fail(frame.code, 'the server could not use a message');
    }
  }

  function welcome(frame) {
    // Another epoch is otherwise not taken over before its reset is here: should the line fail in between, the old cursor
    // would pass for one of the new epoch, and skip.
    if (cursor === 0) [epoch, cursor] = [frame.epoch, Math.max(0, frame.oldest - 1)];
    epoch ||= frame.epoch;
    renew = false;
    start('stable', STABLE, () => { failures = 0; });
    setState('open');
    tell(frame);
    if (epoch === frame.epoch) sendRead();
  }

  function closed(code, reason) {
    if (code === SIGNED_OUT) return signOut(reason || 'signed out');
    if (code === TOKEN_EXPIRED && token && typeof token !== 'function') return signOut('token expired');
    renew = code === TOKEN_EXPIRED || state !== 'open'; // a refused token looks like any other failure from here
    if (code === TOKEN_EXPIRED) reconnectSoon(code);
    else if (code === RESTARTING) wait(random() * RESTART_SPREAD, code);
    else reconnect(code);
  }

  // At once, but only once: what goes wrong again before the line was stable waits its turn.
  function reconnectSoon(code) {
    if (failures > 0) return reconnect(code);
    failures++;
    connect();
  }

  // Between half and the whole of 1, 2, 4 … 30 s: clients that fell together come back apart, and none comes back at once.
  // Only a minute of stable line starts over: a server that accepts and then fails would be hammered otherwise.
  function reconnect(code) {
    wait(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++) * (0.5 + random() / 2), code);
  }

  function wait(delay, code) {
    drop();
    start('retry', delay, connect);
    setState('waiting', { delay, code });
  }

  function drop() {
    attempt = null;
    Object.keys(timers).forEach(stop);
    socket?.close(1000); // its close event is not waited for: on a dead network that takes minutes
    socket = null;
  }

  function close() {
    if (state === 'closed') return;
    globalThis.removeEventListener?.('online', onOnline);
    globalThis.document?.removeEventListener('visibilitychange', onVisible);
    drop();
    setState('closed');
  }

  function signOut(reason) {
    close();
    emit('signedout', { reason });
  }

  function sendRead() {
    if (readUpTo > 0 && state === 'open') socket.send(JSON.stringify({ type: 'read', upTo: readUpTo }));
  }

  function tell(frame) {
    const counted = typeof frame.unread === 'number' && frame.unread !== unread;
    if (counted) unread = frame.unread;
    if (handlers[frame.type]) emit(frame.type, frame);
    if (counted) emit('unread', unread);
  }

  function setState(next, info = {}) {
    state = next;
    emit('state', next, info);
  }

  function emit(type, ...values) {
    const failed = cause => (type === 'error' ? console.error(cause) : fail('handler', `a '${type}' handler failed`, cause));
    for (const handler of [...handlers[type]]) {
      try {
        handler(...values)?.catch?.(failed);
      } catch (cause) {
        failed(cause);
      }
    }
  }

  function fail(code, message, cause) {
    const error = Object.assign(new Error(message, { cause }), { code });
    if (handlers.error.size > 0) emit('error', error);
    else console.error(error);
  }

  function stillAlive() {
    heard = Date.now();
    start('silence', SILENCE, reconnect);
  }

  function start(name, delay, action) {
    stop(name);
    timers[name] = setTimeout(() => { delete timers[name]; action(); }, delay);
  }

  function stop(name) {
    clearTimeout(timers[name]);
    delete timers[name];
  }

  function save() {
    try {
      storage?.setItem(storageKey, JSON.stringify({ epoch, cursor }));
    } catch (cause) {
      fail('storage', 'the cursor could not be kept', cause);
    }
  }

  return Object.freeze({
    close,
    get state() { return state; },
    get cursor() { return cursor; },
    get unread() { return unread; },
    on(type, handler) {
      if (!EVENTS.includes(type)) throw new TypeError(`there is no event '${type}'`);
      handlers[type].add(handler);
      return () => { handlers[type].delete(handler); };
    },
    markRead(upTo) {
      if (!Number.isSafeInteger(upTo) || upTo < 0) throw new RangeError('upTo must be a whole number from 0');
      readUpTo = Math.max(readUpTo, upTo);
      sendRead();
    },
  });
}
