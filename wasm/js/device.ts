// A login on a second screen (RFC 8628).

import type { Client } from "./client.js";
import { OAuthError } from "./errors.js";
import { type GrantOptions, deviceAuthorizationRequest, deviceTokenRequest } from "./requests.js";
import { type SendOptions, send, sendForToken, unlessAborted } from "./send.js";
import { type Token, readResponse } from "./token.js";

/** What to show the user, and what to poll with. */
export interface DeviceAuthorization {
  readonly deviceCode: string;
  /** For the user to type. Whoever types it decides for this device. */
  readonly userCode: string;
  readonly verificationUri: string;
  /** For a QR code, if the server gave one. */
  readonly verificationUriComplete: string | undefined;
  /** In milliseconds of this machine's clock. */
  readonly expiresAt: number;
  /** Seconds between polls. */
  readonly interval: number;
}

/** Starts a device's login. */
export async function startDevice(
  client: Client,
  options: SendOptions & GrantOptions = {},
): Promise<DeviceAuthorization> {
  const { status, body } = await send(deviceAuthorizationRequest(client, options), options);
  try {
    readResponse(client, status, body);
  } catch (failure) {
    // The core has read it as JSON, free of errors, and missed a token: as it should be.
    if (!(failure instanceof OAuthError && failure.member === "access_token")) {
      throw failure;
    }
  }
  const answer = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  const text = (member: string): string => {
    const value = answer[member];
    if (typeof value !== "string" || !/^[\x20-\x7e]+$/.test(value)) {
      throw new OAuthError("response_missing", { member });
    }
    return value;
  };
  const seconds = (member: string): number => {
    const value = answer[member];
    return typeof value === "object" ? NaN : Math.floor(Number(value));
  };
  const isOpened = (uri: unknown): uri is string =>
    typeof uri === "string" &&
    /^[!-~]+$/.test(uri) &&
    (/^https:\/\//i.test(uri) ||
      (!!client.allowLoopback && /^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?([/?]|$)/.test(uri)));
  const verificationUri = text("verification_uri");
  if (!isOpened(verificationUri)) {
    throw new OAuthError("response_chars", { member: "verification_uri" });
  }
  const lifetime = seconds("expires_in");
  if (!(lifetime >= 0)) {
    throw new OAuthError("response_missing", { member: "expires_in" });
  }
  const complete = answer["verification_uri_complete"];
  const interval = seconds("interval");
  return {
    deviceCode: text("device_code"),
    userCode: text("user_code"),
    verificationUri,
    verificationUriComplete: isOpened(complete) ? complete : undefined,
    expiresAt: Date.now() + lifetime * 1000,
    // Beyond some days a timer runs out at once.
    interval: interval > 0 ? Math.min(interval, 86_400) : 5,
  };
}

/**
 * Waits until the user has decided, as long as the code holds. `slow_down` adds five seconds for
 * good; where no answer comes the pause doubles each time, up to five minutes, until one does.
 */
export async function pollDevice(
  client: Client,
  device: DeviceAuthorization,
  options: SendOptions = {},
): Promise<Token> {
  let interval = device.interval * 1000;
  let pause = interval;
  for (;;) {
    await sleep(pause, options.signal);
    if (Date.now() >= device.expiresAt) {
      throw new OAuthError("device_expired");
    }
    try {
      return await sendForToken(client, deviceTokenRequest(client, device.deviceCode), options);
    } catch (failure) {
      if (!(failure instanceof OAuthError)) {
        throw failure;
      }
      const { code, error, status = 0 } = failure;
      const overloaded = status > 499 || status === 408 || status === 429;
      if (error === "authorization_pending") {
        pause = interval;
      } else if (error === "slow_down") {
        pause = interval += 5_000;
      } else if (
        code === "network" ||
        code === "timeout" ||
        code === "response_syntax" ||
        /^(server_error|temporarily_unavailable)$/.test(error) ||
        overloaded
      ) {
        pause = Math.min(2 * pause, Math.max(interval, 300_000));
      } else {
        throw failure;
      }
    }
  }
}

async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const work = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
  try {
    await unlessAborted(work, signal);
  } finally {
    clearTimeout(timer);
  }
}
