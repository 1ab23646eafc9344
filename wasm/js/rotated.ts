// The refresh token of a response that is refused for another member: the server has spent the old one.

import type { Client } from "./client.js";

/** As deep as the core reads. */
const MOST_LEVELS = 32;

/** What of a refused response is kept. */
export interface Rotated {
  readonly refreshToken: string;
  /** As it stands, whatever that is. */
  readonly idToken: unknown;
}

/**
 * The new refresh token of a 2xx response, if the whole body is valid JSON, no error says something, and
 * the token stands once where the profile puts it.
 */
export function rotatedIn({ envelope }: Client, body: Uint8Array): Rotated | undefined {
  try {
    const root = membersOf(new TextDecoder("utf-8", { fatal: true }).decode(body));
    let members = root;
    if (envelope) {
      const inner: unknown = JSON.parse(only(root, envelope) ?? "");
      members = membersOf(typeof inner === "string" ? inner : only(root, envelope)!);
    }
    const refreshToken: unknown = JSON.parse(only(members, "refresh_token") ?? "0");
    const errors = [root, members].flatMap((object) => object.get("error") ?? []);
    if (
      typeof refreshToken !== "string" ||
      !/^[ -~]+$/.test(refreshToken) ||
      errors.some((error) => JSON.parse(error))
    ) {
      return undefined;
    }
    return { refreshToken, idToken: JSON.parse(only(members, "id_token") ?? "null") || undefined };
  } catch {
    return undefined;
  }
}

/** The value of a name that stands once; of one that stands twice nothing that can be used. */
function only(members: Map<string, string[]>, name: string): string | undefined {
  const values = members.get(name) ?? [];
  return values.length > 1 ? "{}" : values[0];
}

/** The members of an object in JSON, by name, each value as it is written; it throws where it is none. */
function membersOf(json: string): Map<string, string[]> {
  const whole: unknown = JSON.parse(json);
  if (typeof whole !== "object" || !whole || Array.isArray(whole)) {
    throw new SyntaxError();
  }
  const members = new Map<string, string[]>();
  let level = 0;
  let start = 0;
  let name: string | undefined;
  for (const { 0: token, index } of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]/g)) {
    const isString = token.startsWith('"');
    if (level === 1 && isString) {
      name ??= JSON.parse(token) as string;
    } else if (level === 1 && token === ":") {
      start = index + 1;
    } else if (level === 1 && name !== undefined && (token === "," || token === "}")) {
      members.set(name, [...(members.get(name) ?? []), json.slice(start, index)]);
      name = undefined;
    }
    level += token === "{" || token === "[" ? 1 : token === "}" || token === "]" ? -1 : 0;
    if (level > MOST_LEVELS) {
      throw new SyntaxError();
    }
  }
  return members;
}
