// Blazor gives up when the server no longer knows the circuit (after a restart), was away too long, or failed in it. The page
// then starts anew: its notifications continue from the cursor that the browser keeps.
const screen = document.getElementById('components-reconnect-modal');
const failure = document.getElementById('blazor-error-ui');
const FAILED_AT = 'blogblazor.failed';
const AT_MOST_EVERY = 60_000; // ms, for a page that fails each time

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `address` is asked again each time: the person may go elsewhere meanwhile. */
async function reloadWhenItAnswers(address) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      if ((await fetch(address(), { method: 'HEAD', cache: 'no-store' })).ok) {
        location.reload();
        return;
      }
    } catch {
      // Not yet.
    }
    await pause(wait * (0.5 + Math.random() / 2));
  }
}

screen?.addEventListener('components-reconnect-state-changed', (event) => {
  if (event.detail.state === 'failed' || event.detail.state === 'rejected') {
    reloadWhenItAnswers(() => '/health/live');
  }
});

// Whatever failed may be away still: the page itself must answer, or a reload would put an error in its place.
async function startAnew() {
  await pause(Number(sessionStorage.getItem(FAILED_AT)) + AT_MOST_EVERY - Date.now());
  sessionStorage.setItem(FAILED_AT, Date.now());
  reloadWhenItAnswers(() => location.href);
}

const shown = new MutationObserver(look);
function look() {
  if (failure?.style.display === 'block') {
    shown.disconnect();
    startAnew();
  }
}
if (failure) shown.observe(failure, { attributeFilter: ['style'] });
look();
