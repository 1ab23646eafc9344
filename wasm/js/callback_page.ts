// The callback page of a login in a popup or a frame.

import { hasResponse, stateOf, withoutResponse } from "./address.js";
import { loginChannel } from "./channel.js";

/** What this page posts: the callback URL. Secret. */
export interface PostedCallback {
  readonly grantlet: "callback";
  readonly url: string;
}

/**
 * Posts the callback URL to the page that called `loginInPopup` or `renewInFrame`: all that the page at their
 * `redirectUri` has to do. Call it from an external script, so that a strict Content-Security-Policy allows it. Do not use
 * this page as the `redirectUri` of a login by redirect.
 *
 * 1. It removes the response from the address before it does anything else.
 * 2. It posts to this page's own origin only.
 * 3. It posts on a `BroadcastChannel` too, if there is one, for a popup that the provider's page has cut off from its opener
 *    (`Cross-Origin-Opener-Policy`). The channel's name contains the `state` of the login.
 * 4. It closes a popup.
 *
 * Returns false, and does nothing, if the URL contains no response or no `state`.
 */
export function postCallback(): boolean {
  // Elsewhere than in a page there is no location.
  const { href = "", origin = "" } = globalThis.location ?? {};
  const state = stateOf(href);
  if (!hasResponse(href) || !state) {
    return false;
  }
  const { opener, parent, history } = window;
  history.replaceState(history.state, "", withoutResponse(href));
  const posted: PostedCallback = { grantlet: "callback", url: href };
  const isFrame = parent !== window;
  ((isFrame ? parent : opener) as Window | null)?.postMessage(posted, origin);
  const channel = loginChannel(state);
  channel?.postMessage(posted);
  channel?.close();
  if (!isFrame) {
    window.close();
  }
  return true;
}
