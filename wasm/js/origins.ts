// Where a page of this package may send a browser or a token to.

/** An https URL without user information, or http on this machine. */
const SECURE = /^(https:\/\/[^/?#@\\\s]+|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?)([/?#]|$)/i;

/** The parsed URL; undefined if it is none. */
export function parsed(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** Whether a URL is https, or http on this machine. */
export function isSecure(url: string): boolean {
  return SECURE.test(url) && !!parsed(url);
}
