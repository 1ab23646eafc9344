// A server's further endpoints: types, and the loader of their functions.

import { type Client, clientOf, encoded } from "./client.js";
import type { EndpointFunctions } from "./endpoints.js";
import { fromFile } from "./load_file.js";
import { bearer } from "./refresh.js";
import { extensionRequest, requestOf } from "./requests.js";
import { sendForToken } from "./send.js";
import { sharedFunctions } from "./shared_functions.js";
import { tokenIn } from "./token.js";

const forEndpoints = () => [...sharedFunctions(), bearer, clientOf, encoded, extensionRequest, requestOf, sendForToken, tokenIn] as const;
export type ForEndpoints = ReturnType<typeof forEndpoints>;

/** A client with the addresses of further endpoints. `discover` returns the first two. */
export interface EndpointClient extends Client {
  /** `pushed_authorization_request_endpoint` (RFC 9126, section 5): absolute, or a path below `baseUrl`. */
  readonly pushedAuthorizationRequestEndpoint?: string;
  /** `userinfo_endpoint` (OpenID Connect Discovery, section 3): absolute. */
  readonly userinfoEndpoint?: string;
  /** `introspection_endpoint` (RFC 8414, section 2): absolute, or a path below `baseUrl`. */
  readonly introspectionEndpoint?: string;
}

/**
 * Loads the functions for a server's further endpoints: pushed and signed logins, token exchange, introspection, userinfo,
 * registration, and protected resource metadata. They are a file of their own, so that no other page has them.
 *
 * Errors: `network`.
 */
export async function endpoints(): Promise<EndpointFunctions> {
  return (await fromFile(import("#endpoints"))).endpointsBy(forEndpoints());
}
