// What only the browser knows about a page that lives.

// While somebody types into a comment form, its circuit hears of it once in a few seconds, not at every letter.
const every = 3000;
let toldAt = 0;
Blazor.registerCustomEventType('writing', { createEventArgs: () => ({}) });

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('.comment-form');
  if (form && Date.now() - toldAt > every) {
    toldAt = Date.now();
    form.dispatchEvent(new CustomEvent('writing', { bubbles: true }));
  }
});

// What has the focus may go: a button of what is just being deleted or decided about, a form that was sent. Then what
// `data-back` names has it, or what is around it, or what has its place in the list, or what stands below an empty list. Of
// toasts toasts.js knows more. A dialog gives the focus back by itself, but where that was may have gone before. And all of
// the page goes when the circuit draws what the server had drawn, which it may have to load first: who was quicker gets the
// focus back as soon as the like of what had it is there.
const takesFocus = '[tabindex="-1"]:not(main)';
let place = null;

const isLive = () => document.querySelector('.toasts') !== null; // The circuit alone draws them.

/** Finds the like of an element, by its id or by its place in what has one. */
function finderOf(element, around) {
  if (element.id) return () => document.getElementById(element.id);
  const alike = (within) => [...(within?.querySelectorAll(element.localName) ?? [])];
  const at = alike(around).indexOf(element);
  return () => alike(document.getElementById(around?.id))[at];
}

document.addEventListener('focusin', ({ target }) => {
  if (target.closest('.toasts')) {
    place = null;
    return;
  }
  if (target.closest('.mud-dialog-container')) return;
  const named = document.getElementById(target.closest('[data-back]')?.dataset.back);
  const around = target.parentElement?.closest(takesFocus);
  const list = around?.parentElement;
  const again = isLive() ? null : finderOf(target, around);
  place = { element: target, again, named, around, list, at: list ? [...list.children].indexOf(around) : -1 };
});

new MutationObserver(() => {
  if (!place || place.element.isConnected || document.activeElement !== document.body) return;
  const { again, named, around, list, at } = place;
  if (again) {
    again()?.focus({ preventScroll: true });
    return;
  }
  [named, around, list?.children[at], list?.lastElementChild, list?.nextElementSibling, document.querySelector('h1')]
    .find((element) => element?.isConnected && (element === named || element.matches(takesFocus)))
    ?.focus({ preventScroll: true });
}).observe(document.body, { subtree: true, childList: true });

// For the same moment the page stays as long as it was, so that nobody loses the place that they read at. Who follows a
// link or goes back may come to a shorter one, and what is shorter for another reason is so after a while.
const root = document.documentElement;
const alike = 100; // px: "2 minutes ago", a button that needs the circuit.
let length = 0;
let end;

const drawn = new MutationObserver(look);
const grown = new ResizeObserver(look);
drawn.observe(document.body, { subtree: true, childList: true });
grown.observe(document.body);
look();
document.addEventListener('click', ({ target }) => {
  if (target.closest('a')) release();
});
addEventListener('popstate', release);

function look() {
  const now = document.body.scrollHeight;
  if (isLive()) {
    end ??= setTimeout(release, 5000);
    if (now > length - alike) release();
  } else if (now > length) { // Pictures come.
    length = now;
    root.style.minHeight = `${length}px`;
  }
}

function release() {
  drawn.disconnect();
  grown.disconnect();
  clearTimeout(end);
  root.style.minHeight = '';
}

// What opens over the page closes by Escape, by a press elsewhere, when the focus leaves it and when something in it was chosen.
const overlays = ':is(.popover, .menu)';
const open = () => [...document.querySelectorAll(`${overlays}[open]`)];

function close(overlay) {
  overlay.open = false;
  if (overlay.contains(document.activeElement)) overlay.querySelector('summary').focus();
}

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') open().forEach(close);
});

document.addEventListener('focusin', ({ target }) => open().filter((overlay) => !overlay.contains(target)).forEach(close));

document.addEventListener('click', ({ target }) => {
  open().filter((overlay) => !overlay.contains(target) || target.closest(`${overlays} :is(a, button)`)).forEach(close);
});
