// A login in a popup: the page that opens it stays as it is.

import { callbackFrom, mustBeOwn, stateIn } from "./callback_message.js";
import { checked } from "./checks.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { type LoginOptions, finishLogin, startLogin } from "./login.js";
import { SENDING } from "./option_types.js";
import type { SendOptions } from "./send.js";
import type { Token } from "./token.js";
import { timerOf } from "./web_locks.js";

/** Options of `loginInPopup`. */
export interface PopupOptions extends Omit<LoginOptions, "idTokenOnly" | "returnTo">, Omit<SendOptions, "timeout"> {
  /** How long the user may take, in milliseconds. The default is five minutes. */
  readonly timeout?: number | undefined;
  /** The features of `window.open`. The default is a window of 480 by 640 pixels. */
  readonly features?: string | undefined;
}

const SENTENCES = {
  popup_blocked: "call loginInPopup in the click itself, before any await; or use a redirect",
  popup_closed: "the user closed the popup",
  popup_timeout: "no response in time",
};

/** How often the popup is looked at, in milliseconds. */
const LOOK = 250;
/** How long the channel is read after the popup was closed, in milliseconds: its message can come later. */
const LAST_MESSAGE = 3_000;

/**
 * Logs in in a popup, and returns the token. The page at `redirectUri` must be of this origin, and call
 * `postCallback`.
 *
 * 1. Call it in the click, before any `await`: else the browser blocks the popup.
 * 2. `code_verifier` stays in this page.
 * 3. It accepts a callback only from the popup or the channel of this login, from this origin, with its `state`.
 * 4. It closes the popup when it ends, in whatever way.
 * 5. A popup that `Cross-Origin-Opener-Policy` cuts off from this page looks closed. `popup_closed` is therefore reported
 *    only after this page has had the focus for three seconds.
 *
 * Errors: those of `startLogin` and `finishLogin`, `popup_blocked`, `popup_closed` and `popup_timeout`.
 */
export async function loginInPopup(client: Client, options: PopupOptions): Promise<Token> {
  const given = checked("options", options, `${SENDING} s features`);
  const { timeout, features = "popup,width=480,height=640", fetch, responseLimit, signal } = given;
  const { url, saved } = startLogin(client, options);
  mustBeOwn(options);
  const popup = open(url, "", features);
  if (!popup) {
    throw popupError("popup_blocked");
  }
  try {
    const waiting = { timeout: timerOf(timeout, 300_000), late: popupError("popup_timeout"), signal };
    const callback = await callbackFrom({ state: stateIn(saved), from: popup }, waiting, (fail) => watched(popup, fail));
    return (await finishLogin(client, callback, saved, { fetch, responseLimit, signal })).token;
  } finally {
    popup.close();
  }
}

/** Fails with `popup_closed` once the popup is closed, and the user is back in this page. */
function watched(popup: Window, fail: (error: OAuthError) => void): () => void {
  let closed: number | undefined;
  const looking = setInterval(() => {
    // `closed` is also true for a popup that `Cross-Origin-Opener-Policy` cuts off. While the user is in that popup, this
    // page does not have the focus.
    closed = popup.closed && document.hasFocus() ? (closed ?? Date.now()) : undefined;
    if (closed !== undefined && Date.now() - closed >= LAST_MESSAGE) {
      fail(popupError("popup_closed"));
    }
  }, LOOK);
  return () => clearInterval(looking);
}

function popupError(code: keyof typeof SENTENCES): OAuthError {
  return new OAuthError(code, { sentence: SENTENCES[code] });
}
