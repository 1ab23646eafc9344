// Answers that bend the standard or break it, and why the library says what it says.

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
    "An error decides, whatever the status and whatever else is there. Who looks at the status alone takes this for a login.",
  ),
  quirk(
    "The token inside data",
    200,
    `{"data":{${good},"expires_in":3600}}`,
    "This provider wraps its answer. Its profile says so in one word, and the token is read from there.",
    enveloped,
  ),
  quirk(
    "The token inside data, unannounced",
    200,
    `{"data":{${good},"expires_in":3600}}`,
    "Without the profile’s word for it nothing is guessed: an access_token that stands elsewhere is none.",
  ),
  quirk(
    "data is a string of JSON",
    200,
    `{"data":${JSON.stringify(`{${good},"expires_in":3600}`)}}`,
    "“json-string”, says that provider’s document. It can be read both ways, so both are read.",
    enveloped,
  ),
  quirk(
    "expires_in as a string",
    200,
    `{${good},"expires_in":"3600"}`,
    "A string of digits is the number it shows. Reading it as 0 would refresh without end.",
  ),
  quirk(
    "expires_in that is no number",
    200,
    `{${good},"expires_in":"soon"}`,
    "The token is usable and its end is unknown, which is not “never”: refresh at the first 401.",
  ),
  quirk(
    "A refresh without a refresh token",
    200,
    `{${good},"expires_in":3600}`,
    "Nothing is wrong: the old refresh token goes on. refresh and a Session keep it; who stores this answer as it is logs the user out.",
  ),
  quirk(
    "A proxy’s page, 502",
    502,
    "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "This is no answer of the token endpoint. The status is kept, the page is not, and the old token is still good.",
  ),
  quirk(
    "An empty 401",
    401,
    "",
    "There is nothing to read, so nothing is claimed but the status. The grant is not given up for it.",
  ),
  quirk(
    "A lone surrogate",
    200,
    String.raw`{"access_token":"2Yot\ud83d","token_type":"Bearer"}`,
    "Half a character cannot be encoded: the text would be another after the next hop. It is not JSON that can be trusted.",
  ),
  quirk(
    "access_token twice",
    200,
    `{"access_token":"mine",${good}}`,
    "Parsers disagree which of two to take. Where a token is at stake, that is an attack or a defect: neither is taken.",
  ),
  quirk(
    "A space in the token",
    200,
    `{"access_token":"2Yotn FZFE","token_type":"Bearer"}`,
    "It could not go into a header as it is. Visible ASCII only, in every place where a token can stand.",
  ),
  quirk(
    "Another token_type",
    200,
    `{"access_token":"2YotnFZFEjr1zCsicMWp","token_type":"mac"}`,
    "A token that is used in a way it was not made for must not be used (RFC 6749, section 7.1).",
  ),
  quirk(
    "bearer, in lower case",
    200,
    `{"access_token":"2YotnFZFEjr1zCsicMWp","token_type":"bearer"}`,
    "Case does not count, and it is given back as Bearer: some servers refuse their own spelling in a header.",
  ),
  quirk(
    "A byte order mark",
    200,
    `\ufeff{${good}}`,
    "One mark before the text is skipped. JSON.parse would not take it.",
  ),
  quirk(
    "A thousand brackets",
    200,
    `{"x":${"[".repeat(1000)}`,
    "More than 32 levels are not read. The reader has no recursion, so that depth costs no stack.",
  ),
  quirk(
    "Success, and nothing in it",
    200,
    "{}",
    "A 2xx without a token is no success, and the error names the member that is missing.",
  ),
  quirk(
    "An error as an object",
    401,
    `{"error":{"code":"401021","code_reason":"invalid_client","message":"Invalid client_id"}}`,
    "This provider has errors of its own shape. The profile tells which member stands for what.",
    enveloped,
  ),
];
