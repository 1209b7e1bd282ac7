// <blog-notifications>: bell and inbox of a BlogBlazor server, on its own pages or those of an allowed site.
//
//   <script type="module" src="https://blog.example/js/notifications-widget.js"></script>
//   <blog-notifications></blog-notifications>
//
// Attributes, all optional: server (default: where this script is from), token (default: the site's cookie), user (names who
// is signed in, so that tabs share one connection), lang (en or vi; default: that of the page). The property token may also
// be a function, as the option of connectNotifications.

import { connectNotifications } from './notifications.js';

const SHOWN = 20;
const TRY_AGAIN = 10_000;
const TEXTS = {
  en: {
    title: 'Notifications', unread: n => `${n} unread`, readAll: 'Mark all as read', isUnread: 'Unread:',
    empty: 'Nothing yet.', signIn: 'Sign in to see your notifications', lost: 'Connecting …',
  },
  vi: {
    title: 'Thông báo', unread: n => `${n} chưa đọc`, readAll: 'Đánh dấu đã đọc hết', isUnread: 'Chưa đọc:',
    empty: 'Chưa có gì.', signIn: 'Đăng nhập để xem thông báo', lost: 'Đang kết nối …',
  },
};

// A sheet of this kind needs no permission of the page's content security policy.
const style = new CSSStyleSheet();
style.replaceSync(`
  :host {
    --card: light-dark(#fff, #1b2027); --text: light-dark(#1d232b, #e5e9ee); --soft: light-dark(#57616e, #a5afbb);
    --line: light-dark(#d9dde3, #313943); --accent: light-dark(#1c5bb8, #93bbf7); --fresh: light-dark(#eef4fd, #1d2a3d);
    display: inline-block; position: relative; font: 1rem/1.5 system-ui, sans-serif;
  }
  :host([hidden]), [hidden] { display: none !important; }
  button { font: inherit; cursor: pointer; border: 0; border-radius: .5rem; background: none; color: inherit; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  #bell { position: relative; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; }
  #bell:hover { background: color-mix(in srgb, currentColor 10%, transparent); }
  svg { width: 1.5rem; height: 1.5rem; fill: currentColor; }
  #count {
    position: absolute; top: 0; right: 0; min-width: 1.25rem; padding: 0 .3rem; box-sizing: border-box; border-radius: 1rem;
    background: #b3261e; color: #fff; font-size: .75rem; font-weight: 600; line-height: 1.25rem; text-align: center;
  }
  #panel {
    position: absolute; right: 0; z-index: 1000; width: min(22rem, 100vw - 2rem); max-height: min(30rem, 80vh); overflow: auto;
    box-sizing: border-box; padding: .75rem; border: 1px solid var(--line); border-radius: .75rem;
    background: var(--card); color: var(--text); box-shadow: 0 .5rem 1.5rem #0003; text-align: start;
  }
  #panel.start { left: 0; right: auto; }
  header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem; }
  h2 { margin: 0; font-size: 1.1rem; }
  #read-all { min-height: 2rem; color: var(--accent); font-weight: 600; }
  ul { display: grid; gap: .25rem; margin: .5rem 0 0; padding: 0; list-style: none; }
  li { padding: .5rem; border-radius: .5rem; overflow-wrap: anywhere; }
  li.unread { background: var(--fresh); border-inline-start: 4px solid var(--accent); }
  a { color: var(--accent); }
  time { display: block; color: var(--soft); font-size: .875rem; }
  p { margin: .5rem 0 0; color: var(--soft); }
  .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`);

class BlogNotifications extends HTMLElement {
  static observedAttributes = ['server', 'token', 'user', 'lang'];

  #token = null;
  #live = null;
  #run = null; // the newest start: whatever an older one still brings is not heard
  #signedOut = false;
  #announceAfter = 0;
  #items = new Map(); // number → { notification, element }
  #parts;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.innerHTML = `
      <button id="bell" type="button" aria-expanded="false" aria-controls="panel">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 22a2 2 0 0 0 2-2h-4a2 2 0 0 0 2 2m6-6v-5c0-3-1.6-5.6-4.5-6.3V4a1.5
          1.5 0 0 0-3 0v.7C7.6 5.4 6 7.9 6 11v5l-2 2v1h16v-1z"/></svg>
        <span id="count" aria-hidden="true" hidden></span>
      </button>
      <div id="said" class="heard" role="status" aria-live="polite"></div>
      <section id="panel" aria-labelledby="title" tabindex="-1" hidden>
        <header><h2 id="title"></h2><button id="read-all" type="button"></button></header>
        <p id="hint"></p>
        <ul id="list" role="list" aria-labelledby="title"></ul>
      </section>`;
    this.#parts = Object.fromEntries([...root.querySelectorAll('[id]')].map(part => [part.id, part]));
    this.#parts.bell.addEventListener('click', () => this.#open(this.#parts.panel.hidden));
    this.#parts['read-all'].addEventListener('click', () => {
      this.#live.markRead(this.#live.cursor);
      this.#parts.panel.focus(); // the button goes away
    });
    root.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || this.#parts.panel.hidden) return;
      event.stopPropagation();
      this.#open(false);
      this.#parts.bell.focus();
    });
  }

  get token() { return this.#token ?? this.getAttribute('token'); }
  set token(value) {
    this.#token = value;
    this.#restart();
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'token')) { // set before this class was there
      const { token } = this;
      delete this.token;
      this.#token = token;
    }
    document.addEventListener('pointerdown', this.#onPointer);
    this.#draw();
    this.#restart();
  }

  disconnectedCallback() {
    document.removeEventListener('pointerdown', this.#onPointer);
    this.#run = null;
    this.#live?.close();
  }

  attributeChangedCallback(name) {
    if (name === 'lang') this.#draw(true);
    else this.#restart();
  }

  #onPointer = event => { if (!event.composedPath().includes(this)) this.#open(false); };

  get #server() { return new URL(this.getAttribute('server') ?? '..', this.hasAttribute('server') ? location.href : import.meta.url); }

  get #language() {
    const language = this.closest('[lang]')?.lang ?? 'en';
    return /^vi\b/i.test(language) ? 'vi' : 'en';
  }

  /** Once, however many properties and attributes are set in one go. */
  #restart() {
    if (!this.isConnected) return;
    const run = (this.#run = {});
    queueMicrotask(() => run === this.#run && this.#start(run));
  }

  async #start(run) {
    this.#live?.close();
    this.#live = null;
    this.#signedOut = false;
    this.#clear();
    let newest;
    try {
      newest = await this.#list('limit=1');
    } catch {
      setTimeout(() => run === this.#run && this.#start(run), TRY_AGAIN);
      return;
    }
    if (run !== this.#run) return;
    if (!newest) return this.#endSignIn();

    this.#announceAfter = newest.latest;
    this.#live = connectNotifications({
      url: this.#server,
      token: this.token ?? undefined,
      share: this.getAttribute('user') ?? false,
      after: newest.latest,
      epoch: newest.epoch,
    });
    this.#live.on('notification', notification => this.#add(notification));
    this.#live.on('retract', ({ id }) => this.#remove(id));
    this.#live.on('read', ({ upTo, ids }) => {
      for (const [id, item] of this.#items) if (id <= upTo || ids?.includes(id)) this.#show(Object.assign(item.notification, { readAt: 'now' }));
      this.#draw();
    });
    this.#live.on('change', change => this.#change(run, change));
    this.#live.on('reset', () => this.#clear());
    this.#live.on('unread', () => this.#draw());
    this.#live.on('state', () => this.#draw());
    this.#live.on('signedout', () => this.#endSignIn());
    this.#live.on('error', () => {}); // it goes on by itself
    await this.#fill(run);
  }

  /** A part of the list over HTTP; null when nobody is signed in. */
  async #list(query) {
    const renewals = typeof this.token === 'function' ? [false, true] : [false];
    for (const renew of renewals) {
      const token = typeof this.token === 'function' ? await this.token(renew) : this.token;
      const url = new URL(`api/notifications?${query}`, this.#server.href.replace(/\/?$/, '/'));
      const response = await fetch(url, { cache: 'no-store', headers: token ? { Authorization: `Bearer ${token}` } : {} });
      if (response.ok) return response.json();
      if (response.status !== 401) throw new Error(`the server answered ${response.status}`);
    }
    return null;
  }

  #endSignIn() {
    this.#signedOut = true;
    this.#clear();
  }

  #clear() {
    this.#items.clear();
    this.#parts.list.replaceChildren();
    this.#draw();
  }

  /** In its place where the list over HTTP was quicker than the line and has it already. */
  #put(notification) {
    const element = this.#items.get(notification.id)?.element ?? document.createElement('li');
    this.#items.set(notification.id, { notification, element });
    this.#show(notification);
    if (!element.parentNode) this.#parts.list.prepend(element);
  }

  #add(notification) {
    this.#put(notification);
    if (this.#items.size > SHOWN) this.#remove(this.#items.keys().next().value);
    if (notification.id > this.#announceAfter && !notification.readAt) this.#parts.said.textContent = notification.message;
    this.#draw();
  }

  /** What was archived leaves; what came back, or tells of more than it did, is read again. */
  async #change(run, { state, ids }) {
    if (state === 'seen') return;
    if (state === 'archived' && ids) {
      ids.forEach(id => this.#remove(id));
      return;
    }
    if (state === 'unread' && ids) {
      for (const id of ids) if (this.#items.has(id)) this.#show(Object.assign(this.#items.get(id).notification, { readAt: null }));
      return;
    }
    await this.#fill(run);
  }

  /** The newest few of the inbox, and below what came in meanwhile. */
  async #fill(run) {
    try {
      const list = await this.#list(`after=${Math.max(0, this.#live.cursor - SHOWN)}&limit=${SHOWN}`);
      if (run !== this.#run || !list) return;
      const newer = [...this.#items.values()].map(item => item.notification).filter(({ id }) => id > list.latest);
      this.#items.clear();
      this.#parts.list.replaceChildren();
      for (const notification of [...list.items.filter(item => !item.archivedAt), ...newer]) this.#put(notification);
      this.#draw();
    } catch {
      // What is shown stays; the count comes with every frame.
    }
  }

  #remove(id) {
    this.#items.get(id)?.element.remove();
    this.#items.delete(id);
    this.#draw();
  }

  /** Text of the server goes into textContent only, and links lead to the server only. */
  #show({ id, message, link, createdAt, readAt }) {
    const { element } = this.#items.get(id);
    const text = document.createElement(link?.startsWith('/') ? 'a' : 'span');
    text.textContent = message;
    if (link?.startsWith('/')) text.href = this.#server.origin + link;
    const time = document.createElement('time');
    time.dateTime = createdAt;
    time.textContent = new Date(createdAt).toLocaleString(this.#language, { dateStyle: 'medium', timeStyle: 'short' });
    element.className = readAt ? '' : 'unread';
    const mark = document.createElement('span');
    mark.className = 'heard';
    mark.textContent = readAt ? '' : `${TEXTS[this.#language].isUnread} `;
    element.replaceChildren(mark, text, time);
  }

  #draw(all = false) {
    const texts = TEXTS[this.#language];
    const { bell, count, title, hint, said } = this.#parts;
    const unread = (!this.#signedOut && this.#live?.unread) || 0;
    bell.setAttribute('aria-label', unread ? `${texts.title}, ${texts.unread(unread)}` : texts.title);
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? '99+' : unread;
    title.textContent = texts.title;
    this.#parts['read-all'].textContent = texts.readAll;
    this.#parts['read-all'].hidden = unread === 0;
    this.#parts.list.hidden = this.#items.size === 0;
    hint.hidden = this.#items.size > 0 && this.#live?.state === 'open';
    said.lang = title.lang = this.#language;
    if (this.#signedOut) {
      const link = document.createElement('a');
      link.href = new URL('account/login', this.#server.href.replace(/\/?$/, '/')).href;
      link.textContent = texts.signIn;
      hint.replaceChildren(link);
    } else hint.textContent = this.#live?.state === 'open' ? texts.empty : texts.lost;
    if (all) for (const { notification } of this.#items.values()) this.#show(notification);
  }

  #open(open) {
    const { bell, panel } = this.#parts;
    if (panel.hidden !== open) return;
    const { left, right } = bell.getBoundingClientRect();
    panel.classList.toggle('start', left + right < innerWidth);
    panel.hidden = !open;
    bell.setAttribute('aria-expanded', open);
  }
}

customElements.define('blog-notifications', BlogNotifications);
