// Blazor gives up when the server no longer knows the circuit (after a restart) or was away too long. The page then
// starts anew: its notifications continue from the cursor that the browser keeps.
const screen = document.getElementById('components-reconnect-modal');

async function reloadWhenServerAnswers() {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      if ((await fetch('/health/live', { cache: 'no-store' })).ok) {
        location.reload();
        return;
      }
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
  }
}

screen?.addEventListener('components-reconnect-state-changed', (event) => {
  if (event.detail.state === 'failed' || event.detail.state === 'rejected') {
    reloadWhenServerAnswers();
  }
});
