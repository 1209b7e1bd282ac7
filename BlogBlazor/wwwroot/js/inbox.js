// The keys of the inbox, which page elements name by `data-key`; and what the browser shows of it outside of the page.
const OFF = 'blogblazor.shortcuts';
const TOGETHER = 1000; // ms between g and n

Blazor.registerCustomEventType('popover', {
  browserEventName: 'toggle',
  createEventArgs: ({ newState }) => ({ isOpen: newState === 'open' }),
});

const entries = () => [...document.querySelectorAll('[data-entry]')];
const focusOn = (entry) => entry?.querySelector('a')?.focus();
const help = () => document.getElementById('shortcuts');
let goAt = -Infinity;

function areOn() {
  try {
    return localStorage.getItem(OFF) !== 'off';
  } catch {
    return true; // a browser that keeps nothing
  }
}

function move(by) {
  const all = entries();
  const at = all.findIndex((entry) => entry.contains(document.activeElement));
  focusOn(all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))]);
}

const press = (key, within) => within?.querySelector(`[data-key="${key}"]`)?.click();
const current = () => document.activeElement.closest('[data-entry]');

const keys = {
  j: () => move(1),
  k: () => move(-1),
  e: () => press('e', current()),
  u: () => press('u', current()),
  Enter: () => current().querySelector('a').click(), // where the entry itself has the focus
  z: () => press('z', document),
  g: () => { goAt = performance.now(); },
  n: () => { if (performance.now() - goAt < TOGETHER) Blazor.navigateTo('/notifications'); },
  '?': () => help()?.showModal(),
};

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !Object.hasOwn(keys, key)) return;
  if (key === 'Enter' && !target.matches('[data-entry]')) return;
  if (target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog, .mud-dialog') || !areOn()) return;
  event.preventDefault();
  keys[key]();
  if (key !== 'g') goAt = -Infinity;
});

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-opens=shortcuts]')) help()?.showModal();
  // What leads away from what is open closes it.
  if (target.closest('[popover] a')) target.closest('[popover]').hidePopover();
});

// Without bubbling: the dialog's box says what is kept when it opens.
document.addEventListener('toggle', ({ target }) => {
  const box = target.querySelector?.('[data-shortcuts]');
  if (box) box.checked = areOn();
}, { capture: true });

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-shortcuts]')) {
    try {
      localStorage.setItem(OFF, target.checked ? 'on' : 'off');
    } catch {
      // It holds until the page goes.
    }
  }
});

let badge;

new MutationObserver(() => {
  const unread = Number(document.querySelector('[data-unread]')?.dataset.unread ?? NaN);
  if (unread !== badge && !Number.isNaN(unread)) {
    badge = unread;
    navigator.setAppBadge?.(unread).catch(() => {});
  }
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-unread'] });
