// A login in a hidden frame: renews a token without a redirect, as long as the user is logged in at the server.

import { callbackFrom, mustBeOwn, stateIn } from "./callback_message.js";
import { checked } from "./checks.js";
import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { type LoginOptions, finishLogin, startLogin } from "./login.js";
import { SENDING } from "./option_types.js";
import { type SendOptions, unlessAborted } from "./send.js";
import type { Token } from "./token.js";
import { inLock, timerOf } from "./web_locks.js";

/** Options of `renewInFrame`. */
export interface FrameOptions extends Omit<LoginOptions, "idTokenOnly" | "returnTo">, Omit<SendOptions, "timeout"> {
  /** How long to wait for the callback, in milliseconds. The default is ten seconds. */
  readonly timeout?: number | undefined;
}

/** The lock of all frames. No session has it: their names continue with a space and the key. */
const LOCK = "grantlet-frame";

/** Errors by which a server asks for the user (OpenID Connect Core, section 3.1.2.6). */
const ASKS_FOR_THE_USER = /^(login|interaction|consent|account_selection)_required$/;

/**
 * Renews a token in a hidden frame (OpenID Connect Core, section 3.1.2.1, `prompt=none`), for the implicit flow and the
 * code flow. The page at `redirectUri` must be of this origin, and call `postCallback`.
 *
 * 1. One frame at a time is open in all tabs of this origin.
 * 2. It accepts a callback only from the frame or the channel of this login, from this origin, with its `state`.
 * 3. It removes the frame when it ends, in whatever way.
 *
 * Errors: those of `startLogin` and `finishLogin`, and
 *
 * - `login_required`: the server requires user interaction, or the browser blocks its cookies in a frame. Log in by a
 *   redirect.
 * - `frame_timeout`: the server does not allow framing, or does not respond in time.
 */
export async function renewInFrame(client: Client, options: FrameOptions): Promise<Token> {
  const given = checked("options", options, SENDING);
  const { timeout, signal, fetch, responseLimit } = given;
  // Wrong options are reported before it waits for other tabs.
  startLogin(client, options);
  mustBeOwn(options);
  const renew = async (): Promise<Token> => {
    if (signal?.aborted) {
      throw new OAuthError("aborted");
    }
    const { url, saved } = startLogin(client, { ...options, params: { ...options.params, prompt: "none" } });
    const callback = await callbackOf(url, stateIn(saved), timerOf(timeout, 10_000), signal);
    return (await finishLogin(client, callback, saved, { fetch, responseLimit, signal })).token;
  };
  try {
    return (await unlessAborted(() => inLock(LOCK, renew, false), signal)) as Token;
  } catch (error) {
    throw error instanceof OAuthError && error.code === "callback_refused" && ASKS_FOR_THE_USER.test(error.error)
      ? frameError("login_required", error)
      : error;
  }
}

async function callbackOf(url: string, state: string, timeout: number, signal: AbortSignal | undefined): Promise<string> {
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "";
  document.body.append(frame);
  try {
    const waiting = { timeout, late: frameError("frame_timeout"), signal };
    const callback = callbackFrom({ state, from: frame.contentWindow! }, waiting);
    frame.src = url;
    return await callback;
  } finally {
    frame.remove();
  }
}

const SENTENCES = {
  login_required: "log in by a redirect: the server needs the user, or the browser blocks its cookies in a frame",
  frame_timeout: "no response in a frame: the server refuses to be framed, or is slow; log in by a redirect",
};

function frameError(code: keyof typeof SENTENCES, cause?: OAuthError): OAuthError {
  const { error, errorDescription, errorUri } = cause ?? {};
  return new OAuthError(code, { sentence: SENTENCES[code], cause, said: { error, errorDescription, errorUri } });
}
