// The service worker: shows pushes, keeps the inbox as last seen for when there is no network, and keeps marks that were
// made then until they can be sent. It keeps no page: whoever is not signed in never has it.
const PAGE = 'offline-1'; // Another number for other files.
const FILES = ['/offline.html', '/js/offline.js', '/app.css', '/favicon.svg'];
const INBOX = 'inbox';
const LIST = '/api/notifications';
const AT_ONCE = 50;
const FRESH_FOR = 60_000;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(PAGE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => event.waitUntil(Promise.all([
  self.clients.claim(),
  caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith('offline-') && name !== PAGE).map((name) => caches.delete(name)))),
])));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === 'POST' && pathname.startsWith('/account/sign-out')) {
    event.waitUntil(forget());
  } else if (request.method === 'GET' && request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match('/offline.html')));
  } else if (request.method === 'GET' && FILES.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

self.addEventListener('message', (event) => {
  const { type, ids } = event.data;
  if (type === 'refresh') event.waitUntil(refresh());
  if (type === 'mark') event.waitUntil(mark(ids).then(() => event.source.postMessage({ type: 'marked' })));
});

self.addEventListener('sync', (event) => {
  if (event.tag === 'marks') event.waitUntil(sendMarks());
});

self.addEventListener('push', (event) => event.waitUntil(show(event.data.json())));

self.addEventListener('notificationclick', (event) => {
  const { link, ids } = event.notification.data;
  event.notification.close();
  event.waitUntil(Promise.all([open(link), ids.length > 0 ? mark(ids) : undefined]));
});

self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAgain(event)));

async function show({ title, body, link, tag, unread, ids }) {
  await self.registration.showNotification(title, {
    body, tag, renotify: true, icon: '/icons/192.png', badge: '/icons/badge.png', data: { link, ids },
  });
  await navigator.setAppBadge?.(unread);
  await refresh(true).catch(() => undefined); // Offline it shows what was pushed.
}

// The tab that is there already, else a new one: another may hold what somebody is writing.
async function open(link) {
  const path = new URL(link, self.location.origin).pathname;
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = tabs.find((tab) => new URL(tab.url).pathname === path);
  await (there ? there.focus() : self.clients.openWindow(link));
}

async function subscribeAgain({ oldSubscription }) {
  const { publicKey } = await (await fetch('/api/push/key')).json();
  const subscription = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  await fetch('/api/push/subscriptions', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(subscription),
  });
  if (oldSubscription) {
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(oldSubscription.endpoint));
    const id = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    await fetch(`/api/push/subscriptions/${id}`, { method: 'DELETE' });
  }
}

/** Keeps the newest of the inbox; somebody else's, or nobody's, is forgotten. */
async function refresh(now = false) {
  await sendMarks();
  const cache = await caches.open(INBOX);
  const kept = await cache.match(LIST);
  if (!now && kept && Date.now() - Date.parse(kept.headers.get('date')) < FRESH_FOR) return;
  const first = await fetch(`${LIST}?limit=1`);
  if (first.status === 401) {
    await forget();
    return;
  }
  const { latest, unread } = await first.json();
  const page = await fetch(`${LIST}?after=${Math.max(0, latest - AT_ONCE)}&limit=${AT_ONCE}`);
  if (page.ok) await cache.put(LIST, page);
  await (unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.());
}

/** Marks as read: in what is kept at once, and on the server as soon as it can be reached. */
async function mark(ids) {
  await inMarks('readwrite', (marks) => marks.add({ ids, key: crypto.randomUUID() }));
  const cache = await caches.open(INBOX);
  const kept = await cache.match(LIST);
  if (kept) {
    const list = await kept.json();
    const readAt = new Date().toISOString();
    list.items.forEach((item) => { if (ids.includes(item.id)) item.readAt ??= readAt; });
    await cache.put(LIST, new Response(JSON.stringify(list), { headers: kept.headers }));
  }
  await sendMarks().catch(() => self.registration.sync?.register('marks'));
}

// One at a time, and each with a key of its own: what was sent and not answered may be sent again.
const sendMarks = () => navigator.locks.request('marks', async () => {
  for (const { id, ids, key } of await inMarks('readonly', (marks) => marks.getAll())) {
    const response = await fetch(`${LIST}/read`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `"${key}"` }, body: JSON.stringify({ ids }),
    });
    if (response.status >= 500 || [409, 429].includes(response.status)) throw new Error(`The server answered ${response.status}.`);
    await inMarks('readwrite', (marks) => marks.delete(id));
  }
});

/** Everything of the user who signs out, and this browser's subscription with it: the push service then knows it no more. */
async function forget() {
  await Promise.all([
    caches.delete(INBOX),
    inMarks('readwrite', (marks) => marks.clear()),
    navigator.clearAppBadge?.(),
    self.registration.pushManager?.getSubscription().then((subscription) => subscription?.unsubscribe()),
    self.registration.getNotifications().then((shown) => shown.forEach((notification) => notification.close())),
  ]);
}

function inMarks(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('inbox', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('marks', { keyPath: 'id', autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const transaction = db.transaction('marks', mode);
      const asked = ask(transaction.objectStore('marks'));
      transaction.oncomplete = () => { db.close(); resolve(asked.result); };
      transaction.onabort = () => { db.close(); reject(transaction.error); };
    };
  });
}
