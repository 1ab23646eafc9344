// Reads a server's metadata. It is built into a file of its own, which `discover` loads.

import { instantiate } from "#translated_metadata";
import * as abi from "./abi.js";
import { put } from "./bounded_map.js";
import type { Profile } from "./client.js";
import type { DiscoverOptions, Discovered } from "./discover.js";
import type { ErrorDetails, OAuthErrorCode } from "./errors.js";
import { callModule, fieldsOf } from "./module.js";
import type { Sent } from "./send.js";

/** A document, and whether it announces S256. */
interface Found {
  readonly found: Discovered;
  readonly hasS256: boolean;
}

/** Why there is no document that can be used. It is no `OAuthError`, whose class is not in this file. */
export interface Failure extends ErrorDetails {
  readonly code: OAuthErrorCode;
}

/** A document that is kept, or fetched now: then `at` is infinite. */
interface Kept {
  at: number;
  readonly coming: Promise<Failure | Found>;
}

/** Sends a request for a document. */
type Get = (url: string) => Promise<Sent>;

/** By issuer, the oldest first. */
const documents = new Map<string, Kept>();

const MEMBERS = abi.METADATA_MEMBERS.split(",");
/** Indexes of the dpop algorithms, which are the last string of a document, and of the issuer, among the members. */
const DPOP = MEMBERS.indexOf("dpop_signing_alg_values_supported");
const ISSUER = MEMBERS.indexOf("issuer");

/** The profile of a document that is kept, or fetched now. */
export async function discovered(
  issuer: string,
  { profile, maxAge = 3_600_000, evenWithoutS256 }: DiscoverOptions,
  get: Get,
): Promise<Failure | Pick<Found, "found">> {
  let own: Profile;
  try {
    own = { ...profile };
  } catch {
    return { code: "request_unexpected", member: "profile", sentence: "it cannot be read" };
  }
  const result = await kept(issuer, maxAge, get);
  if (!("found" in result)) {
    return result;
  }
  const { found, hasS256 } = result;
  if (!hasS256 && !evenWithoutS256) {
    return {
      code: "metadata_missing",
      member: "code_challenge_methods_supported",
      sentence: "the server does not announce S256; set evenWithoutS256 if it is known to support it",
    };
  }
  const ownOf = Object.entries(found).filter(([name]) => /Endpoint$|^issuer$|^jwks/.test(name));
  return profile ? { found: { ...found, ...own, ...Object.fromEntries(ownOf) } } : result;
}

function kept(issuer: string, maxAge: number, get: Get): Kept["coming"] {
  const last = documents.get(issuer);
  const age = last ? Date.now() - last.at : Infinity;
  // After the clock was set back, nobody knows how old it is. One that is coming is infinitely new.
  if (age === -Infinity || (age >= 0 && age < maxAge)) {
    return last!.coming;
  }
  const own: Kept = { at: Infinity, coming: fetched(issuer, get) };
  const forget = () => documents.get(issuer) === own && documents.delete(issuer);
  put(documents, issuer, own);
  own.coming.then((result) => ("found" in result ? (own.at = Date.now()) : forget()), forget);
  return own.coming;
}

async function fetched(issuer: string, get: Get): Kept["coming"] {
  let sent: Sent | undefined;
  for (const which of [abi.MetadataCall.OpenIdUrl, abi.MetadataCall.OauthUrl]) {
    const { fault, texts } = call(issuer, which);
    if (fault) {
      return { code: codeOf(fault), member: MEMBERS[ISSUER], sentence: "it must be an https URL without a query, or http on this machine" };
    }
    sent = await get(texts[0]!);
    if (sent.status !== 404) {
      break;
    }
  }
  const { status, endpoint, body } = sent!;
  return status > 299 ? { code: "metadata_status", status, endpoint, sentence: "no document for this issuer: check it" } : read(issuer, body, endpoint);
}

/** The code of an error of the core, which is one of metadata. */
function codeOf(fault: number): OAuthErrorCode {
  return `metadata_${abi.CLASSES[fault & 31]}` as OAuthErrorCode;
}

/** Reads the document of this issuer. */
function read(issuer: string, body: Uint8Array, endpoint: string): Failure | Found {
  const { fault, texts, flags, member } = call(issuer, abi.MetadataCall.Read, body);
  if (fault) {
    return { code: codeOf(fault), member: MEMBERS[member], sentence: sentenceOf(fault, issuer, body), endpoint };
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
function sentenceOf(fault: number, issuer: string, body: Uint8Array): string {
  const kind = abi.CLASSES[fault & 31];
  if (kind !== "issuer") {
    return { syntax: "the document is not JSON: check the issuer", url: "it must be an https URL, as the issuer is" }[kind!] ?? "the document is not valid: check the issuer";
  }
  const other = issuer.endsWith("/") ? issuer.slice(0, -1) : `${issuer}/`;
  return call(other, abi.MetadataCall.Read, body).fault === fault ? "the document is another issuer's" : `the server's issuer is ${other}`;
}

function call(issuer: string, which: abi.MetadataCall, body: Uint8Array = new Uint8Array()) {
  const module = instantiate<abi.Metadata>({});
  const { fault, texts, words } = callModule(module, module.read_metadata, fieldsOf([issuer]), body, which);
  return { fault, texts, flags: words[abi.OUTCOME]!, member: words[abi.MEMBER]! };
}
