// Makes the site an app of its user: with the service worker it takes pushes, and shows the inbox without a network.
const workers = navigator.serviceWorker; // Only over https, and on this machine.

if (workers) {
  workers.register('/sw.js').then(() => workers.ready).then(
    ({ active }) => active.postMessage({ type: 'refresh' }),
    () => undefined, // A browser that refuses, in a private window, say: the site works without.
  );
}
