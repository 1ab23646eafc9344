// Where a page of this package may send a browser or a token to.

/**
 * An https URL, or http on this machine, without user information and fragment, of visible ASCII. Rust has the same rule
 * for endpoints: `tests/tables/addresses.json` holds both.
 */
const SECURE = /^(https:\/\/[!-"$-.0->A-[\]-~]+|http:\/\/(localhost|127(\.(0|[1-9]\d*)){3}|\[::1\])(:\d*)?)([/?][!-"$-[\]-~]*)?$/i;

/** The parsed URL; undefined if it is none. */
export function parsed(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

/** Whether a URL is https, or http on this machine unless `httpsOnly`. */
export function isSecure(url: string, httpsOnly = false): boolean {
  return SECURE.test(url) && (parsed(url)?.port ?? "0") !== "0" && !(httpsOnly && /^http:/i.test(url));
}
