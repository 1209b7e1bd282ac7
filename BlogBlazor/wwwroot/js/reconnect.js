// Blazor gives up when the server no longer knows the circuit (after a restart), was away too long, or failed in it. The page
// then starts anew: its notifications continue from the cursor that the browser keeps.
const screen = document.getElementById('components-reconnect-modal');
const failure = document.getElementById('blazor-error-ui');
const FAILED_AT = 'blogblazor.failed';
const AT_MOST_EVERY = 60_000; // ms, for a page that fails each time
const SILENT_FOR = 20_000; // ms

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** `address` is asked again each time: the person may go elsewhere meanwhile. */
async function reloadWhenItAnswers(address, isWanted = () => true) {
  for (let wait = 500; isWanted(); wait = Math.min(wait * 2, 10_000)) {
    try {
      if ((await fetch(address(), { method: 'HEAD', cache: 'no-store' })).ok && isWanted()) {
        location.reload();
        return;
      }
    } catch {
      // Not yet.
    }
    await pause(wait * (0.5 + Math.random() / 2));
  }
}

// While Blazor tries it says so each second. It falls silent for good when what it asks to join the circuit again fails on a
// line that is up, as at a server that is just stopping: it then takes the line for the circuit, and asks no more.
const isAway = () => !screen.classList.contains('components-reconnect-hide');
let silence;
screen?.addEventListener('components-reconnect-state-changed', ({ detail: { state } }) => {
  clearTimeout(silence);
  const reload = () => reloadWhenItAnswers(() => '/health/live', isAway);
  if (state === 'failed' || state === 'rejected') reload();
  else if (state !== 'hide') silence = setTimeout(reload, SILENT_FOR);
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
