// Reads a server's metadata. It is built into a file of its own, which `discover` loads.

import { instantiate } from "#translated_metadata";
import * as abi from "./abi.js";
import type { Discovered } from "./discover.js";

/** A document, and whether it announces S256. */
export interface Found {
  readonly found: Discovered;
  readonly hasS256: boolean;
}

/** Why a document cannot be used: the number of an error of the core, and its details. */
export interface Fault {
  readonly fault: number;
  readonly member: string | undefined;
  readonly sentence: string | undefined;
}

const MEMBERS = abi.METADATA_MEMBERS.split(",");
/** Indexes of the dpop algorithms, which are the last string of a document, and of the issuer, among the members. */
const DPOP = MEMBERS.indexOf("dpop_signing_alg_values_supported");
const ISSUER = MEMBERS.indexOf("issuer");

/** The URL of a document: by OpenID Connect Discovery, section 4, or by RFC 8414, section 3. */
export function urlOf(issuer: string, which: abi.MetadataCall.OpenIdUrl | abi.MetadataCall.OauthUrl): Fault | string {
  const { fault, texts } = call(issuer, which);
  return fault ? { fault, member: MEMBERS[ISSUER], sentence: "it must be an https URL without a query, or http on this machine" } : texts[0]!;
}

/** Reads the document of this issuer. */
export function read(issuer: string, body: Uint8Array): Fault | Found {
  const { fault, texts, flags, member } = call(issuer, abi.MetadataCall.Read, body);
  if (fault) {
    return { fault, member: MEMBERS[member], sentence: sentenceOf(fault, issuer, body) };
  }
  const endpoints = texts.slice(0, DPOP).flatMap((text, index) => (text ? [[propertyOf(MEMBERS[index]!), text]] : []));
  const algorithms = JSON.parse(texts[DPOP] || "[]") as unknown[];
  const found = {
    issuer,
    ...Object.fromEntries(endpoints) as object,
    clientAuth: flags & abi.AUTH_NONE ? "none" : flags & abi.AUTH_BODY ? "body" : "basic",
    issuerRule: flags & abi.ISS_SUPPORTED ? "required" : "refused",
    ...(/^http:/i.test(issuer) && { allowLoopback: true }),
    pushedRequired: !!(flags & abi.PUSHED_REQUIRED),
    dpopAlgorithms: Object.freeze(algorithms.filter((one) => typeof one === "string")),
  } as const;
  return { found: Object.freeze(found), hasS256: !!(flags & abi.S256_SUPPORTED) };
}

/** `jwks_uri` as `jwksUri`. */
function propertyOf(member: string): string {
  return member.replace(/_./g, (two) => two[1]!.toUpperCase());
}

/** What to do about an error. */
function sentenceOf(fault: number, issuer: string, body: Uint8Array): string | undefined {
  const kind = abi.CLASSES[fault & 31];
  if (kind !== "issuer") {
    return { syntax: "the document is not JSON", url: "it must be an https URL, as the issuer is" }[kind!];
  }
  const other = issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`;
  return call(other, abi.MetadataCall.Read, body).fault === fault ? "the document is another issuer's" : `the server's issuer is ${other}`;
}

/** Calls the core. A document has no secret, so nothing is wiped. */
function call(issuer: string, which: abi.MetadataCall, body: Uint8Array = new Uint8Array()) {
  const { memory, read_metadata } = instantiate({});
  const text = new TextEncoder().encode(`${issuer}\0`);
  const room = 2 * text.length + body.length + 64;
  const at = memory.grow(Math.ceil((abi.REPLY_BYTES + room) / 65536)) * 65536;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(text, at + abi.REPLY_BYTES);
  bytes.set(body, at + abi.REPLY_BYTES + text.length);
  const fault = read_metadata(at, room, text.length, body.length, which);
  const words = new Uint32Array(memory.buffer, at, abi.REPLY_BYTES / 4);
  const texts: string[] = [];
  for (let place = abi.PLACES; words[place] && place < abi.KINDS; place += 2) {
    const start = words[place]!;
    texts.push(new TextDecoder().decode(bytes.subarray(start, start + words[place + 1]!)));
  }
  return { fault, texts, flags: words[abi.OUTCOME]!, member: words[abi.MEMBER]! };
}
