// The npm package oidc-provider on loopback, which `tests/interop` installs, and a user's browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../tests/interop/server/server.mjs", import.meta.url));
/** The `redirect_uri` of its clients. Nothing listens there. */
export const redirectUri = "http://127.0.0.1:9999/cb";

/** Starts it; returns its issuer, and what ends it. */
export async function startServer(...options) {
  const child = spawn(process.execPath, [program, ...options], { stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface(child.stdout)) {
    return { issuer: JSON.parse(line).issuer, stop: () => child.stdin.end() };
  }
  throw new Error("oidc-provider did not start");
}

/** The key of the client `signs`: see `tests/interop/live/keys.rs`. The private half is 32 bytes of 0x5A. */
export function signingKey() {
  const key = {
    kty: "EC",
    crv: "P-256",
    x: "9osd4PXOaGGS9L0P00Fjhj8uidOF-Lz7hZeVM6V6ybA",
    y: "TwIqtrCWyL9CgE2OZ9OLP4iGaYDMkD9o_enS4UPZMmc",
    d: Buffer.alloc(32, 0x5a).toString("base64url"),
  };
  return crypto.subtle.importKey("jwk", key, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
}

/** A user's browser: goes where it is sent, keeps cookies, and stops at the app's address. */
export async function browse(url) {
  const cookies = new Map();
  while (!url.startsWith(redirectUri)) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    assert.ok(location, `${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
  }
  return url;
}
