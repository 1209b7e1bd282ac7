/**
 * Opens the notifications of the signed-in user, and keeps them open until `close()` or `signedout`.
 *
 * ```js
 * const live = connectNotifications({ storage: localStorage, storageKey: `notifications of ${userId}` });
 * live.on('notification', n => show(n.message, n.link));
 * live.on('unread', count => badge.textContent = count);
 * ```
 *
 * Connecting begins after the current code has run, so handlers that are added at once hear everything.
 *
 * The transport is chosen by itself: WebSocket; server-sent events when it failed twice in a row without ever opening, or is
 * not there (Node 20); a long poll when those fail twice, too. The best one is tried again when the network returns, and
 * after 1, 2, 4 … 60 minutes. Nothing is missed at any change.
 *
 * Throws for options that cannot work; everything later is reported by events.
 */
export function connectNotifications(options?: NotificationsOptions): NotificationsClient;

export type NotificationsOptions = CommonOptions & (
  | {
    /** Keeps the cursor across page loads, for example `localStorage`. What it holds wins over `after`. */
    storage: Pick<Storage, 'getItem' | 'setItem'>;
    /** Must name the server and the user: every user has numbers of their own. */
    storageKey: string;
  }
  | { storage?: undefined; storageKey?: undefined }
);

interface CommonOptions {
  /** The server, such as `https://blog.example`; its WebSocket's address will do. Default: the page's own origin. */
  url?: string | URL;
  /**
   * A bearer token, or a function that is asked for one before every connection. Absent: the browser sends its cookie.
   *
   * The function is told `renew` when the last token expired, or may have been refused (a browser does not tell a refused
   * handshake from a failed one): get a new one then. Answer with nothing when the sign-in is over: the client stops with
   * `signedout`. A rejection is reported as an `error`, and the client comes back later. Two calls may overlap when the
   * network changes; the later answer is used.
   *
   * A plain string cannot be renewed: when it expires, the client stops with `signedout`.
   */
  token?: string | ((renew: boolean) => Token | Promise<Token>);
  /** The last number already delivered; 0, the default, brings all that the server keeps. */
  after?: number;
  /** The epoch `after` belongs to. A stored cursor of another epoch is not used. */
  epoch?: string;
  /**
   * Names the user whose tabs share one connection: the tab that holds a Web Lock connects and passes on what it hears; each
   * tab keeps a cursor of its own and misses nothing. Default: `storageKey`; without either, or with `false`, and where the
   * browser lacks Web Locks or BroadcastChannel, each tab has a connection of its own. Tabs of different servers never share.
   */
  share?: string | false;
  /** Another class than the global one, such as that of the package `ws`; null takes none. */
  WebSocket?: WebSocketConstructor | null;
  /** Default `Math.random`: spreads the reconnects. */
  random?: () => number;
}

type Token = string | null | undefined;

export type WebSocketConstructor = new (url: string) => {
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(data: string): void;
  close(code?: number): void;
};

export interface NotificationsClient {
  readonly state: NotificationsState;
  /** How this tab is, or tries to be, connected now; `shared`: through the tab that leads. */
  readonly transport: 'websocket' | 'sse' | 'longpoll' | 'shared';
  /** The number of the last notification delivered. */
  readonly cursor: number;
  /** The server's count of unread notifications; null before it has said one. */
  readonly unread: number | null;
  /**
   * Calls the handler on every event of a type, and returns the function that ends that. A handler that throws or rejects
   * is reported as an `error` and holds up nobody else.
   */
  on<T extends keyof NotificationsEvents>(
    type: T, handler: (...event: NotificationsEvents[T]) => unknown): () => void;
  /**
   * Marks everything up to and including a number read, on all of the user's devices. It is sent again after a reconnect
   * until the server has confirmed it; `read` and `unread` follow then.
   */
  markRead(upTo: number): void;
  /** Ends it for good. */
  close(): void;
}

/**
 * `connecting`, then `open` once the server has said welcome; `waiting` for the next attempt; `closed` after `close()` or
 * `signedout`, for good.
 */
export type NotificationsState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface NotificationsEvents {
  /** The next notification, in order, each exactly once. The cursor is stored after the handlers have run. */
  notification: [notification: Notification];
  /**
   * A notification's cause is gone: take it off the screen. It may be one that was never delivered, whose number this
   * takes, or come twice.
   */
  retract: [retract: { type: 'retract'; id: number; unread: number }];
  /**
   * The read state changed, here or elsewhere: everything up to `upTo`, or the single `ids`. It may come twice; the long poll
   * knows of changes elsewhere by the unread count alone.
   */
  read: [read: { type: 'read'; unread: number } & ({ upTo: number; ids?: undefined } | { ids: number[]; upTo?: undefined })];
  /**
   * Something else became of notifications: all up to `upTo` were `seen`, or the `ids` are `unread` again, `archived`, back in the
   * `inbox`, or `updated` (they tell of more than they did). Without either there are too many to name: ask for the list again.
   */
  change: [change: { type: 'change'; state: 'seen' | 'unread' | 'archived' | 'inbox' | 'updated'; ids?: number[]; upTo?: number; unread: number }];
  /** The unread count changed. */
  unread: [unread: number];
  /**
   * `delay` (milliseconds) and the `code` of the close, or the status of the answer, if there was one, come with `waiting`. A
   * tab that shares tells the state of the leading one.
   */
  state: [state: NotificationsState, info: { delay?: number; code?: number }];
  /** The numbers begin again at `oldest`: forget what was shown. Another or restored database, or a long absence. */
  reset: [reset: { type: 'reset'; epoch: string; oldest: number }];
  /** The sign-in is over; the client is closed. Sign in, then call `connectNotifications` again. */
  signedout: [event: { reason: string }];
  /** For a log: the client goes on by itself. Without a handler, errors go to the console. */
  error: [error: NotificationsError];
}

export interface Notification {
  type: 'notification';
  /** The user's own gap-free number. */
  id: number;
  /** Plain text, in the user's language. */
  message: string;
  kind: 'comment' | 'reply' | 'mention' | 'message' | (string & {});
  /** A path on the server, such as `/posts/hello#comment-7`. */
  link?: string;
  /** Absent when nobody in particular caused it. */
  actor?: { handle: string; displayName: string };
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Present when it has been read already, as in a catch-up. */
  readAt?: string;
  unread: number;
}

export interface NotificationsError extends Error {
  /**
   * `handler`: one of the handlers failed; `connection`: the token function, the WebSocket's constructor or a request did;
   * `storage`: the cursor could not be stored; `invalid_frame`: not JSON; others are the server's own.
   */
  code: 'handler' | 'connection' | 'storage' | 'invalid_frame' | (string & {});
}
