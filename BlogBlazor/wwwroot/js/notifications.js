// A user's notifications from a BlogBlazor server, in order, without gaps or repeats. Described in notifications.d.ts.

const MINUTE = 60_000; // of silence: a dead line; without a fall: a stable one
const OPENING = 15_000; // some proxies never answer what they do not know
const CATCH_UP = 10_000; // for rows that a heartbeat has counted already
const [RESTARTING, SIGNED_OUT, TOKEN_EXPIRED] = [1012, 4001, 4002];
const EVENTS = ['notification', 'retract', 'read', 'change', 'unread', 'state', 'reset', 'signedout', 'error'];

export function connectNotifications(options = {}) {
  const {
    token, storage, storageKey, share = storageKey, random = Math.random, WebSocket: Socket = globalThis.WebSocket,
  } = options;
  let { after: cursor = 0, epoch } = options;
  if (!Number.isSafeInteger(cursor) || cursor < 0) throw new RangeError('after must be a whole number from 0');
  // Under a key of two users, one would skip what only the other has seen.
  if (storage && !storageKey) throw new TypeError('storage needs a storageKey that names the user');

  const server = new URL(options.url ?? '/', globalThis.location?.href);
  server.protocol = server.protocol.replace(/^ws/, 'http');
  server.pathname = server.pathname.replace(/(\/ws\/notifications)?\/?$/, '/');
  const lines = { websocket: openSocket, sse: openStream, longpoll: poll, shared: follow };
  const transports = Object.keys(lines).slice(typeof Socket === 'function' ? 0 : 1, 3);
  const handlers = Object.fromEntries(EVENTS.map(type => [type, new Set()]));
  const timers = {};
  let state = 'connecting';
  let attempt; // what an older one still has to say is not heard
  let socket;
  let chosen = 0; // of transports
  let misses = 0; // in a row: never a welcome
  let fallback = MINUTE;
  let failures = 0;
  let renew = false;
  let credential;
  let unread = null;
  let readUpTo = 0; // asked for, not yet confirmed
  let heard = 0;

  // Tabs that share a name share the line of the one that holds the lock.
  const { locks } = globalThis.navigator ?? {};
  const name = `notifications of ${share} at ${server}`;
  const channel = share && locks && globalThis.BroadcastChannel ? new BroadcastChannel(name) : null;
  const closing = new AbortController();
  let leading = !channel;
  let release;
  let take; // what the leading tab says
  if (channel) channel.onmessage = ({ data }) => (data.code === SIGNED_OUT ? signOut('signed out') : take?.(data));

  try {
    const kept = JSON.parse(storage?.getItem(storageKey) ?? 'null');
    const fits = Number.isSafeInteger(kept?.cursor) && kept.cursor >= 0 && kept.epoch && (!epoch || kept.epoch === epoch);
    if (fits) ({ epoch, cursor } = kept);
  } catch {} // a storage that is forbidden or garbled

  const onOnline = () => { failures = misses = chosen = 0; connect(); }; // the failures were the network's
  const onVisible = () => {
    const stale = Date.now() - heard >= MINUTE;
    if (document.visibilityState !== 'visible' || !(stale || state === 'waiting')) return;
    if (stale && !leading) lead({ steal: true });
    else connect();
  };
  globalThis.addEventListener?.('online', onOnline);
  globalThis.document?.addEventListener('visibilitychange', onVisible);
  queueMicrotask(() => state === 'connecting' && (channel ? lead({ ifAvailable: true }) : connect()));

  async function connect() {
    drop();
    const mine = (attempt = new AbortController());
    heard = Date.now();
    start('silence', OPENING, closed);
    setState('connecting');
    try {
      credential = typeof token === 'function' ? await token(renew) : token;
    } catch (cause) {
      if (mine === attempt) reconnect();
      return fail('connection', 'there is no token', cause);
    }
    if (mine !== attempt) return;
    if (typeof token === 'function' && !credential) return signOut('no token');
    try {
      await lines[transport()](mine);
    } catch (cause) {
      if (mine !== attempt) return;
      closed(cause.status);
      fail('connection', 'could not connect', cause);
    }
  }

  function transport() {
    return leading ? transports[chosen] : 'shared';
  }

  function openSocket(mine) {
    const url = address('ws/notifications/', { after: cursor, epoch, access_token: credential });
    url.protocol = url.protocol.replace('http', 'ws');
    socket = new Socket(url.href);
    socket.onmessage = event => mine === attempt && read(event.data);
    socket.onclose = event => mine === attempt && closed(event.code, event.reason);
    socket.onerror = () => {}; // Node's "ws" throws without it
  }

  async function openStream(mine) {
    const response = await ask('sse/notifications', { after: cursor, epoch }, mine);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; ;) {
      const { done, value } = await reader.read();
      if (mine !== attempt) return;
      if (done) return closed();
      stillAlive();
      const events = (text + value).split(/\r?\n\r?\n/);
      text = events.pop();
      for (const event of events) {
        const data = [...event.matchAll(/(?:^|\n)data: ?([^\r\n]*)/g)].map(line => line[1]).join('\n');
        if (data && mine === attempt) read(data);
      }
    }
  }

  async function poll(mine) {
    const next = frame => mine === attempt && receive(frame);
    for (let type = 'welcome', wait = 0, settled = 0; mine === attempt; type = 'heartbeat') {
      const response = await ask('api/notifications', { after: cursor, limit: 100, wait }, mine);
      const { items, unread, latest, oldest = cursor + 1, epoch: theirs = epoch } = await response.json();
      next(type === 'welcome' ? { type, epoch: theirs, oldest, latest, unread } : { type, unread });
      wait = 0;
      if (theirs !== epoch || cursor > latest || cursor < oldest - 1) {
        settled = 0;
        next({ type: 'reset', epoch: theirs, oldest });
        continue;
      }
      // A number that is passed over was retracted.
      const skipTo = id => { while (mine === attempt && cursor < id) receive({ type: 'retract', id: cursor + 1, unread }); };
      for (const item of items) {
        skipTo(item.id - 1);
        next({ type: 'notification', ...item, unread });
      }
      if (items.length === 100) continue;
      skipTo(settled); // what one answer has counted, the next one lists
      settled = latest;
      if (leading) wait = 25;
      else if (cursor >= latest) return;
    }
  }

  // What this tab missed comes by polling, what is new from the leading tab, whose cursor may be another.
  async function follow(mine) {
    let early = [];
    take = frame => {
      if (mine !== attempt) return;
      if (early) return early.push(frame);
      stillAlive();
      if (frame.state) setState(frame.state, frame.info);
      else if (frame.type === 'welcome' || frame.type === 'reset') connect();
      else receive(frame);
    };
    await poll(mine);
    const frames = early;
    early = null;
    frames.forEach(take);
  }

  // A tab that closes frees the lock at once; from one that sleeps, as on phones, it is stolen.
  function lead(request) {
    let held = false;
    locks.request(name, request, lock => {
      if (state === 'closed') return;
      held = leading = !!lock;
      connect();
      if (lock) return new Promise(resolve => { release = resolve; });
      lead({ signal: closing.signal });
    }).catch(() => {
      if (state === 'closed' || !held && !request.ifAvailable) return;
      leading = !held; // where locks are forbidden, each tab has its own line
      connect();
      if (held) lead({ signal: closing.signal });
    });
  }

  function pass(message) {
    if (leading) channel?.postMessage(message);
  }

  function address(path, query) {
    const url = new URL(server);
    url.pathname += path;
    for (const key in query) if ((query[key] ?? '') !== '') url.searchParams.set(key, query[key]);
    return url;
  }

  async function ask(path, query, { signal, body }) {
    const headers = { 'Content-Type': 'application/json' };
    if (credential) headers.Authorization = `Bearer ${credential}`;
    const response = await fetch(address(path, query), { method: body ? 'POST' : 'GET', cache: 'no-store', headers, signal, body });
    if (response.ok) return response;
    const status = response.status !== 401 ? response.status : token ? TOKEN_EXPIRED : SIGNED_OUT;
    throw Object.assign(new Error(`the server answered ${response.status}`), { status });
  }

  function read(text) {
    try {
      text = JSON.parse(text) ?? {};
    } catch (cause) {
      return fail('invalid_frame', 'the server sent no JSON', cause);
    }
    receive(text);
  }

  function receive(frame) {
    stillAlive();
    if (frame.type === 'close') return closed(frame.code);
    pass(frame);
    switch (frame.type) {
      case 'welcome': return welcome(frame);
      case 'reset':
        if (frame.epoch !== epoch) readUpTo = 0; // of another epoch
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
          save(); // after the handlers: a page that dies hears it again
        } else if (frame.id > cursor) reconnectSoon();
        else if (frame.type === 'retract') tell(frame);
        return;
      case 'read':
        if (frame.upTo >= readUpTo) readUpTo = 0;
        return tell(frame);
      case 'change': return tell(frame);
      case 'heartbeat':
        if (frame.latest > cursor && !timers.behind) start('behind', CATCH_UP, reconnectSoon);
        return tell(frame);
      case 'error': return fail(frame.code, 'the server could not use a message');
    }
  }

  function welcome(frame) {
    // Another epoch is taken over by its reset only: the old cursor would pass for one of it if the line fell in between.
    if (cursor === 0) [epoch, cursor] = [frame.epoch, Math.max(0, frame.oldest - 1)];
    epoch ||= frame.epoch;
    renew = false;
    misses = 0;
    if (leading && chosen === 0) fallback = MINUTE;
    start('stable', MINUTE, () => { failures = 0; });
    setState('open');
    tell(frame);
    if (epoch === frame.epoch) sendRead();
  }

  function closed(code, reason) {
    if (code === SIGNED_OUT) {
      pass({ code });
      return signOut(reason || 'signed out');
    }
    if (code === TOKEN_EXPIRED && token && typeof token !== 'function') return signOut('token expired');
    renew = code === TOKEN_EXPIRED || state !== 'open'; // a refused token looks like any failure
    if (code === TOKEN_EXPIRED) return reconnectSoon(code);
    if (code === RESTARTING) return wait(random() * 3000, code);
    if (leading && state !== 'open' && globalThis.navigator?.onLine !== false && ++misses > 1) {
      misses = 0;
      chosen = (chosen + 1) % transports.length;
      if (chosen > 0 && !timers.fallback) {
        // The best transport is tried again after 1, 2, 4 … 60 minutes; one miss leads back then.
        start('fallback', fallback, () => { [chosen, misses] = [0, 1]; connect(); });
        fallback = Math.min(60 * MINUTE, fallback * 2);
      }
    }
    reconnect(code);
  }

  // At once, but once only until the line was stable.
  function reconnectSoon(code) {
    if (failures > 0) return reconnect(code);
    failures++;
    connect();
  }

  // After half to all of 1, 2, 4 … 30 s: clients that fell together come back apart.
  function reconnect(code) {
    wait(Math.min(30_000, 1000 * 2 ** failures++) * (0.5 + random() / 2), code);
  }

  function wait(delay, code) {
    drop();
    start('retry', delay, connect);
    setState('waiting', { delay, code });
  }

  function drop() {
    attempt?.abort();
    attempt = null;
    for (const timer in timers) if (timer !== 'fallback') stop(timer);
    socket?.close(1000); // its close event takes minutes on a dead network
    socket = null;
  }

  function close() {
    if (state === 'closed') return;
    globalThis.removeEventListener?.('online', onOnline);
    globalThis.document?.removeEventListener('visibilitychange', onVisible);
    drop();
    stop('fallback');
    setState('closed');
    closing.abort();
    release?.();
    channel?.close();
  }

  function signOut(reason) {
    close();
    emit('signedout', { reason });
  }

  function sendRead() {
    const [mine, upTo] = [attempt, readUpTo];
    if (upTo === 0 || state !== 'open') return;
    if (socket) return socket.send(JSON.stringify({ type: 'read', upTo }));
    ask('api/notifications/read', {}, { body: JSON.stringify({ upTo }) })
      .then(response => response.json())
      .then(answer => mine === attempt && receive({ type: 'read', upTo, ...answer }))
      .catch(() => mine === attempt && start('read', CATCH_UP, sendRead));
  }

  function tell(frame) {
    const counted = typeof frame.unread === 'number' && frame.unread !== unread;
    if (counted) unread = frame.unread;
    if (handlers[frame.type]) emit(frame.type, frame);
    if (counted) emit('unread', unread);
  }

  function setState(next, info = {}) {
    state = next;
    if (next === 'connecting' || next === 'waiting') pass({ state, info });
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
    start('silence', MINUTE, () => (leading ? closed() : lead({ steal: true })));
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
    get transport() { return transport(); },
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
