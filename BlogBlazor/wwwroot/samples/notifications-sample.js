import { connectNotifications } from '../js/notifications.js';

const NEWEST_SHOWN = 200;
const LOG_LINES = 100;
const EXPIRY_MARGIN = 30_000;
const TRANSPORTS = {
  websocket: 'WebSocket', sse: 'server-sent events', longpoll: 'long poll', shared: 'another tab’s connection',
};

const $ = id => document.getElementById(id);
const ownServer = new URL('..', location.href).href.replace(/\/$/, '');
const shown = new Map(); // number → list item
let live = null;

$('server').value = ownServer;
$('fields').disabled = false;

$('use-cookie').addEventListener('change', () => {
  const hide = $('use-cookie').checked;
  $('with-token').hidden = hide;
  for (const input of $('with-token').querySelectorAll('input')) input.disabled = hide;
});

$('sign-in').addEventListener('submit', async event => {
  event.preventDefault();
  $('problem').textContent = '';
  $('connect').disabled = true;
  try {
    await ($('use-cookie').checked ? connectWithCookie() : connectWithToken());
  } catch (error) {
    $('problem').textContent = error.message;
    log(`could not connect: ${error.message}`);
  } finally {
    $('connect').disabled = false;
  }
});

$('disconnect').addEventListener('click', () => {
  live.close();
  showSignIn('Not connected');
});

$('read-all').addEventListener('click', () => live.markRead(live.cursor));

// Ways to sign in

async function connectWithCookie() {
  const answer = await request(ownServer, '/api/account/profile', { credentials: 'same-origin' });
  if (answer.status === 401) throw new Error('You are not signed in on this site.');
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  open(ownServer, { share: (await answer.json()).email }, 'with this site’s cookie');
}

async function connectWithToken() {
  const server = serverAddress($('server').value);
  const email = $('email').value;
  const answer = await post(server, '/api/account/login', { email, password: $('password').value });
  if (answer.status === 401) throw new Error('The e-mail or the password is wrong, or the account is locked for now.');
  if (answer.status === 429) throw new Error('Too many attempts. Wait a little, then try again.');
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const token = tokenSource(server, await answer.json());
  $('password').value = '';
  open(server, { token, share: email }, `as ${email}`);
}

/** What connectNotifications asks for a token: the one at hand while it is good, a fresh one otherwise. */
function tokenSource(server, first) {
  let { accessToken, refreshToken, expires } = read(first);
  let refreshing = null;
  return renew => {
    if (!renew && Date.now() < expires - EXPIRY_MARGIN) return accessToken;
    refreshing ??= refresh().finally(() => { refreshing = null; }); // calls may overlap
    return refreshing;
  };

  async function refresh() {
    const answer = await post(server, '/api/account/refresh', { refreshToken });
    if (answer.status === 401) return null; // the sign-in is over
    if (!answer.ok) throw new Error(`the server answered ${answer.status} to a refresh`);
    ({ accessToken, refreshToken, expires } = read(await answer.json()));
    log('got a new token');
    return accessToken;
  }

  function read(tokens) {
    return { ...tokens, expires: Date.now() + tokens.expiresIn * 1000 };
  }
}

function post(server, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  return request(server, path, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'omit' });
}

async function request(server, path, options) {
  try {
    return await fetch(server + path, options);
  } catch {
    throw new Error(`${server} cannot be reached from this page.`);
  }
}

/** Only http and https: links are made from it. */
function serverAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!/^https?:$/.test(url?.protocol)) throw new Error('The server’s address must begin with https:// or http://.');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

// The connection

function open(server, options, who) {
  shown.clear();
  $('list').replaceChildren();
  $('unread').textContent = ''; // another user's
  $('read-all').disabled = true;
  live = connectNotifications({ ...options, url: server });
  $('sign-in').hidden = true;
  $('inbox').hidden = $('disconnect').hidden = false;
  $('disconnect').focus();
  refreshList();

  live.on('state', (state, { delay, code }) => {
    const texts = {
      connecting: 'Connecting …',
      open: `Connected to ${new URL(server).host} ${who}, by ${TRANSPORTS[live.transport]}`,
      waiting: `Connection lost; next attempt in ${Math.ceil(delay / 1000)} s`,
      closed: 'Not connected',
    };
    showState(state, texts[state]);
    log(`state: ${state}${code ? ` (the line closed with ${code})` : ''}`);
  });
  live.on('notification', notification => {
    show(notification, server);
    log(`notification ${notification.id}`);
  });
  live.on('retract', ({ id }) => {
    shown.get(id)?.remove();
    shown.delete(id);
    refreshList();
    log(`notification ${id} was taken back`);
  });
  live.on('read', ({ upTo, ids }) => {
    for (const [id, item] of shown) if (id <= upTo || ids?.includes(id)) markRead(item);
    log(ids ? `read: ${ids.join(', ')}` : `read: up to ${upTo}`);
  });
  live.on('unread', showUnread);
  live.on('reset', ({ oldest }) => {
    shown.clear();
    $('list').replaceChildren();
    refreshList();
    log(`reset: the numbers begin again at ${oldest}`);
  });
  live.on('signedout', ({ reason }) => {
    showSignIn('Not connected');
    $('problem').textContent = 'You were signed out. Sign in to go on.';
    log(`signed out: ${reason}`);
  });
  live.on('error', error => log(`error ${error.code}: ${error.cause?.message ?? error.message}`));
}

// The page. Text from the server goes into textContent only.

function showState(state, text) {
  $('dot').dataset.state = state;
  $('state').textContent = text;
}

function showSignIn(text) {
  showState('closed', text);
  $('sign-in').hidden = false;
  $('inbox').hidden = $('disconnect').hidden = true;
  $($('use-cookie').checked ? 'connect' : 'password').focus();
}

function show(notification, server) {
  const item = element('li');
  const message = element('p');
  if (notification.link?.startsWith('/')) {
    const link = element('a', notification.message);
    link.href = server + notification.link;
    link.target = '_blank'; // leaving this page would forget the tokens
    link.rel = 'noopener';
    link.append(element('span', ' (opens in a new tab)', 'aside'));
    message.append(link);
  } else {
    message.textContent = notification.message;
  }

  const about = element('p', '', 'about');
  const at = new Date(notification.createdAt);
  const time = element('time', at.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' }));
  time.dateTime = notification.createdAt;
  about.append(time, ` · ${notification.kind} · no. ${notification.id}`);
  if (notification.actor) about.append(` · ${notification.actor.displayName}`);

  item.append(message, about);
  if (!notification.readAt) {
    item.classList.add('fresh');
    about.append(element('span', ' · unread', 'mark'));
  }
  shown.set(notification.id, item);
  $('list').prepend(item);
  if (shown.size > NEWEST_SHOWN) {
    const [oldest] = shown.keys();
    shown.get(oldest).remove();
    shown.delete(oldest);
  }
  refreshList();
}

function markRead(item) {
  item.classList.remove('fresh');
  item.querySelector('.mark')?.remove();
}

function showUnread(count) {
  $('unread').textContent = count === 0 ? 'all read' : `${count} unread`;
  $('unread').toggleAttribute('data-none', count === 0);
  $('read-all').disabled = count === 0;
}

function refreshList() {
  $('empty').hidden = shown.size > 0;
}

function log(text) {
  const line = element('li');
  line.append(element('time', new Date().toLocaleTimeString('en-GB')), text);
  $('log').prepend(line);
  while ($('log').children.length > LOG_LINES) $('log').lastChild.remove();
}

function element(name, text = '', className = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
