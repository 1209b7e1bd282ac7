// Draws the inbox as the service worker keeps it.
const worker = navigator.serviceWorker?.controller;

async function draw() {
  const kept = await (await caches.open('inbox')).match('/api/notifications');
  const language = (kept?.headers.get('content-language') ?? navigator.language).startsWith('vi') ? 'vi' : 'en';
  const main = document.querySelector(`main[lang=${language}]`);
  const list = kept ? await kept.json() : { items: [] };
  const items = list.items.filter((item) => !item.archivedAt).reverse();

  document.documentElement.lang = language;
  document.title = main.querySelector('h1').textContent;
  main.hidden = false;
  main.querySelector('[data-when=some]').hidden = !kept;
  main.querySelector('[data-when=none]').hidden = Boolean(kept);
  if (kept) write(main.querySelector('[data-when=some] time'), new Date(kept.headers.get('date')), language);
  main.querySelector('ol').replaceChildren(...items.map((item) => drawItem(main, item, language)));
}

function drawItem(main, { id, message, link, createdAt, readAt }, language) {
  const element = main.querySelector('template').content.firstElementChild.cloneNode(true);
  const button = element.querySelector('button');
  element.className = readAt ? '' : 'unread';
  element.querySelector('a').href = link;
  element.querySelector('.state').hidden = Boolean(readAt);
  element.querySelector('.words').textContent = message;
  write(element.querySelector('time'), new Date(createdAt), language);
  button.hidden = Boolean(readAt);
  button.onclick = () => worker?.postMessage({ type: 'mark', ids: [id] });
  return element;
}

function write(element, time, language) {
  element.dateTime = time.toISOString();
  element.textContent = time.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}

navigator.serviceWorker?.addEventListener('message', draw);
addEventListener('online', () => location.reload());
document.querySelectorAll('a.button').forEach((again) => { again.href = location.href; });
draw();
