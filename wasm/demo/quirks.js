// Responses that deviate from the RFCs, and why the library accepts or rejects them.

import { dataEnvelope } from "./grantlet.js";

const standard = { tokenEndpoint: "https://as.example/token", clientId: "demo", profile: "RFC 6749" };
const enveloped = { ...standard, ...dataEnvelope, profile: "dataEnvelope" };
const good = `"access_token":"2YotnFZFEjr1zCsicMWp","token_type":"Bearer"`;

const quirk = (name, status, body, why, client = standard) => ({ name, status, body, why, client });

export const QUIRKS = [
  quirk(
    "An error with status 200",
    200,
    `{"error":"bad_verification_code","error_description":"The code is incorrect or expired.",${good}}`,
    "An error counts, whatever the status and the other members are. Code that only checks the status would accept this as a login.",
  ),
  quirk(
    "The token inside data",
    200,
    `{"data":{${good},"expires_in":3600}}`,
    "This provider wraps its response. Its profile names the envelope, and the token is read from there.",
    enveloped,
  ),
  quirk(
    "The token inside data, unannounced",
    200,
    `{"data":{${good},"expires_in":3600}}`,
    "Without an envelope in the profile nothing is guessed: an access_token elsewhere is ignored.",
  ),
  quirk(
    "data is a string of JSON",
    200,
    `{"data":${JSON.stringify(`{${good},"expires_in":3600}`)}}`,
    "The provider’s document says “json-string”, which can mean either form. Both are accepted.",
    enveloped,
  ),
  quirk(
    "expires_in as a string",
    200,
    `{${good},"expires_in":"3600"}`,
    "A string of digits is accepted as a number. Reading it as 0 would cause endless refreshes.",
  ),
  quirk(
    "expires_in that is no number",
    200,
    `{${good},"expires_in":"soon"}`,
    "The token is usable and its expiry is unknown, which is not “never”: refresh after the first 401.",
  ),
  quirk(
    "A refresh without a refresh token",
    200,
    `{${good},"expires_in":3600}`,
    "This is correct: the old refresh token stays valid. refresh and a Session keep it; code that stores only this response logs the user out.",
  ),
  quirk(
    "A proxy’s page, 502",
    502,
    "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "This response is not from the token endpoint. The error contains its status and not its text, and the old token is unchanged.",
  ),
  quirk(
    "An empty 401",
    401,
    "",
    "There is nothing to read, so the error contains the status only. It does not end the grant.",
  ),
  quirk(
    "A lone surrogate",
    200,
    String.raw`{"access_token":"2Yot\ud83d","token_type":"Bearer"}`,
    "A lone surrogate cannot be encoded as UTF-8, so the string would change on the way. It is rejected as invalid JSON.",
  ),
  quirk(
    "access_token twice",
    200,
    `{"access_token":"mine",${good}}`,
    "Parsers disagree about which of two equal names counts. That is an attack or a bug, so neither is used.",
  ),
  quirk(
    "A space in the token",
    200,
    `{"access_token":"2Yotn FZFE","token_type":"Bearer"}`,
    "It could not be sent in a header unchanged. Tokens must be visible ASCII.",
  ),
  quirk(
    "Another token_type",
    200,
    `{"access_token":"2YotnFZFEjr1zCsicMWp","token_type":"mac"}`,
    "A client must not use a token whose type it does not understand (RFC 6749, section 7.1).",
  ),
  quirk(
    "bearer, in lower case",
    200,
    `{"access_token":"2YotnFZFEjr1zCsicMWp","token_type":"bearer"}`,
    "The type is case insensitive, and returned as Bearer: some servers reject their own spelling in a header.",
  ),
  quirk(
    "A byte order mark",
    200,
    `\ufeff{${good}}`,
    "One byte order mark at the start is skipped. JSON.parse would reject it.",
  ),
  quirk(
    "A thousand brackets",
    200,
    `{"x":${"[".repeat(1000)}`,
    "More than 32 levels are rejected. The parser has no recursion, so depth costs no stack.",
  ),
  quirk(
    "Success, and nothing in it",
    200,
    "{}",
    "A 2xx without a token is an error, which names the missing member.",
  ),
  quirk(
    "An error as an object",
    401,
    `{"error":{"code":"401021","code_reason":"invalid_client","message":"Invalid client_id"}}`,
    "This provider has its own error format. The profile lists its members.",
    enveloped,
  ),
];
