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

// What has the focus may go: a button of what is just being deleted or decided about, a form that was sent, a toast. Then what
// `data-back` names has it, or what is around it, or what stood beside it. Who was led away to a toast comes back.
let place = null;
let beforeToasts = null;

document.addEventListener('focusin', ({ target }) => {
  const inToasts = target.closest('.toasts') !== null;
  const named = document.getElementById(target.closest('[data-back]')?.dataset.back);
  place = { element: target, around: target.parentElement?.closest('[tabindex="-1"]:not(main)'), named: inToasts ? beforeToasts : named };
  beforeToasts = inToasts ? beforeToasts : target;
});

// Of those that stand there, the nearest that takes the focus.
function beside(node, way) {
  while (node && !node.matches?.('[tabindex="-1"]')) node = node[way];
  return node;
}

new MutationObserver((records) => {
  if (!place || place.element.isConnected || document.activeElement !== document.body) return;
  const gone = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(place.element)));
  [
    place.named,
    place.around,
    beside(gone?.nextSibling, 'nextSibling'),
    beside(gone?.previousSibling, 'previousSibling'),
    beside(gone?.target.nextSibling, 'nextSibling'),
  ].find((element) => element?.isConnected)?.focus({ preventScroll: true });
}).observe(document.body, { subtree: true, childList: true });

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
