// What the page may ask of the browser about pushes to this device.
const workers = navigator.serviceWorker;
const ready = () => workers.register('/sw.js').then(() => workers.ready);

async function idOf({ endpoint }) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** 'unsupported', 'denied', 'off' or 'on'; the last with the `id` by which the server knows this browser. */
export async function state() {
  if (!workers || !('PushManager' in window) || !('Notification' in window)) return { name: 'unsupported' };
  if (Notification.permission === 'denied') return { name: 'denied' };
  const subscription = await (await ready()).pushManager.getSubscription();
  return subscription ? { name: 'on', id: await idOf(subscription) } : { name: 'off' };
}

/** Asks for the permission where there is none yet: call it for a click. Null where it is refused. */
export async function subscribe(key) {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const manager = (await ready()).pushManager;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  // A subscription to another key, of a site that was set up anew, say, stands in the way.
  const subscription = await manager.subscribe(options)
    .catch(async () => { await (await manager.getSubscription())?.unsubscribe(); return manager.subscribe(options); });
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, keys, userAgent: navigator.userAgent };
}

export async function unsubscribe() {
  await (await (await ready()).pushManager.getSubscription())?.unsubscribe();
}
