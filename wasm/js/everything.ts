// What every entry exports.

export type { Client, Params, Profile } from "./client.js";
export { OAuthError } from "./errors.js";
export { type DeviceAuthorization, pollDevice, startDevice } from "./device.js";
export {
  type CallbackResult,
  type FinishedLogin,
  type LoginOptions,
  type StartedLogin,
  cleanAddress,
  finishLogin,
  readCallback,
  startLogin,
} from "./login.js";
export { bold, boldsign, bolt, dataEnvelope, jsonBody } from "./providers.js";
export { bearer, clientCredentials, exchangeCode, refresh, revoke } from "./refresh.js";
export {
  type CodeOptions,
  type GrantOptions,
  type TokenRequest,
  clientCredentialsRequest,
  codeChallenge,
  codeRequest,
  deviceAuthorizationRequest,
  deviceTokenRequest,
  extensionRequest,
  refreshRequest,
  revocationRequest,
} from "./requests.js";
export type { Fetch, SendOptions } from "./send.js";
export {
  type LockingStore,
  type PlainStore,
  Session,
  type SessionOptions,
  type SessionState,
  type WebStorage,
} from "./session.js";
export { type Moment, type Received, type Token, isExpired, readResponse, refreshDue } from "./token.js";
