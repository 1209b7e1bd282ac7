// Which of the browser's tabs shows the toasts, whether somebody looks at it, and what hands and ears need of them.
//
// The tab that shows them holds a lock of the browser: each tab takes it when it gets the focus, and waits for it otherwise,
// so that the one which had the focus last holds it, and another gets it when that one closes or crashes. When the one that
// holds it is out of sight, one that is seen takes it, though the focus is elsewhere: windows may lie side by side.

const SWIPED = 80; // px

export function start(tab, region, said, user) {
  const name = `blogblazor.toasts.${user}`;
  const saidKey = `blogblazor.said.${user}`;
  const ending = new AbortController();
  const { signal } = ending;
  const on = (target, type, handle, options) => target.addEventListener(type, handle, { signal, ...options });
  const isSeen = () => document.visibilityState === 'visible';
  const isLookedAt = () => isSeen() && document.hasFocus();
  const others = new BroadcastChannel(name);
  let holds = false;
  let newest = null; // of this tab's requests
  let letGo = () => {};
  let told = '';

  function tell() {
    // Without locks (a page without TLS) each tab can only know whether it is seen itself.
    const shows = navigator.locks ? holds : isSeen();
    const now = `${shows} ${isLookedAt()}`;
    if (now !== told && !signal.aborted) {
      told = now;
      tab.invokeMethodAsync('Tell', shows, isLookedAt()).catch(() => {});
    }
  }

  async function take(steal) {
    if (!navigator.locks || signal.aborted) return;
    newest?.abort();
    const mine = new AbortController();
    newest = mine;
    try {
      await navigator.locks.request(name, steal ? { steal } : { signal: mine.signal }, () => {
        if (newest !== mine) return undefined;
        holds = true;
        if (!isSeen()) others.postMessage('hidden');
        tell();
        return new Promise((resolve) => { letGo = resolve; });
      });
    } catch (error) {
      if (error.name !== 'AbortError') return; // the page is on its way out, or may have no locks
    }
    // A tab that is switched to asks twice, as it is seen and as it gets the focus, and one that has lost the lock may ask
    // before it is told so. The newer request takes it from whoever has it, and the older one's end counts for nothing.
    if (newest !== mine) return;
    holds = false;
    tell();
    take(false);
  }

  function look() {
    if (isLookedAt()) take(true);
    else if (isSeen() && !holds) others.postMessage('seen');
    else if (!isSeen() && holds) others.postMessage('hidden');
    tell();
  }

  on(others, 'message', ({ data }) => {
    if (data === 'seen' && holds && !isSeen()) others.postMessage('hidden');
    if (data === 'hidden' && isSeen()) take(true);
  });

  on(window, 'focus', look);
  on(window, 'blur', tell);
  on(document, 'visibilitychange', look);

  // F8 leads to the newest toast, Escape closes it and leads back. When one that has the focus goes, the next one has it, and
  // after the last one what had it before them.
  let before = document.activeElement === document.body ? null : document.activeElement;
  let hadFocus = false;
  const toasts = () => [...region.querySelectorAll('.toast')];
  const first = (toast) => toast?.querySelector('a, button')?.focus();

  on(document, 'keydown', (event) => {
    const toast = event.target.closest?.('.toast');
    if (event.key === 'F8' && toasts().length > 0 && !toast) {
      event.preventDefault();
      first(toasts().at(-1));
    } else if (event.key === 'Escape' && toast && region.contains(toast)) {
      event.preventDefault();
      toast.querySelector('.toast-close').click();
    }
  });

  // Nothing that has the focus lies below them (WCAG 2.4.11).
  function keepAway() {
    region.classList.remove('above');
    const { activeElement: focused } = document;
    if (!focused || focused === document.body || region.contains(focused)) return;
    const box = focused.getBoundingClientRect();
    region.classList.toggle('above', toasts().some((toast) => {
      const { left, right, top, bottom } = toast.getBoundingClientRect();
      return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
    }));
  }

  on(document, 'focusin', ({ target }) => {
    hadFocus = region.contains(target);
    if (!hadFocus) before = target;
    keepAway();
  });
  on(window, 'resize', keepAway);
  on(window, 'scroll', keepAway, { passive: true });

  const changes = new MutationObserver(() => {
    if (hadFocus && document.activeElement === document.body) {
      if (toasts().length > 0) first(toasts().at(-1));
      else {
        hadFocus = false;
        (before?.isConnected ? before : document.querySelector('main'))?.focus();
      }
    }
    keepAway();
  });
  changes.observe(region, { childList: true, subtree: true });

  // A finger pushes it out of the way.
  let swipe = null;
  on(region, 'pointerdown', ({ target, pointerType, clientX }) => {
    const toast = target.closest('.toast');
    if (toast && pointerType !== 'mouse') swipe = { toast, from: clientX };
  });
  on(region, 'pointermove', ({ clientX }) => {
    if (swipe) swipe.toast.style.translate = `${clientX - swipe.from}px`;
  });
  const release = ({ type, clientX }) => {
    if (!swipe) return;
    const { toast, from } = swipe;
    swipe = null;
    if (type === 'pointerup' && Math.abs(clientX - from) > SWIPED) toast.querySelector('.toast-close').click();
    else toast.style.translate = '';
  };
  on(region, 'pointerup', release);
  on(region, 'pointercancel', release);

  if (!isLookedAt()) take(false);
  look();

  return {
    /** Once in all tabs, by the number, and not where nobody sees it. */
    say(text, epoch, sequence) {
      if (!isSeen()) return;
      if (sequence) {
        try {
          const last = JSON.parse(localStorage.getItem(saidKey) ?? '{}');
          if (last.epoch === epoch && last.sequence >= sequence) return;
          localStorage.setItem(saidKey, JSON.stringify({ epoch, sequence }));
        } catch {
          // A browser that keeps nothing may say it once for each tab.
        }
      }
      said.replaceChildren(Object.assign(document.createElement('p'), { textContent: text }));
    },
    stop() {
      ending.abort();
      newest?.abort();
      newest = null; // One that is to be granted at once cannot be called off: it lets go by itself.
      letGo();
      others.close();
      changes.disconnect();
    },
  };
}
