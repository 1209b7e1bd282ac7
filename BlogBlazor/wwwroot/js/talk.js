// What only the browser knows about a live thread.

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

// What has the focus may go: a button of a comment that is just being deleted, a form that was sent. Then the comment has it.
let place = null;

document.addEventListener('focusin', ({ target }) => {
  place = { element: target, comment: target.closest?.('article.comment')?.id };
});

new MutationObserver(() => {
  if (place?.comment && !place.element.isConnected && document.activeElement === document.body) {
    document.getElementById(place.comment)?.focus({ preventScroll: true });
  }
}).observe(document.body, { subtree: true, childList: true });

// What opens over the page closes by Escape, by a press elsewhere, and when something in it was chosen.
function close(popover) {
  popover.open = false;
  if (popover.contains(document.activeElement)) popover.querySelector('summary').focus();
}

const open = () => [...document.querySelectorAll('.popover[open]')];

document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') open().forEach(close);
});

document.addEventListener('click', ({ target }) => {
  open().filter((popover) => !popover.contains(target) || target.closest('.popover button')).forEach(close);
});
