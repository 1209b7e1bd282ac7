/** `<blog-notifications>`: bell and inbox of a BlogBlazor server. Its script's head describes the attributes. */
export interface BlogNotificationsElement extends HTMLElement {
  /** As the option of `connectNotifications`; the attribute of the same name is used where it is null. */
  token: string | ((renew: boolean) => string | null | undefined | Promise<string | null | undefined>) | null;
}

declare global {
  interface HTMLElementTagNameMap {
    'blog-notifications': BlogNotificationsElement;
  }
}
