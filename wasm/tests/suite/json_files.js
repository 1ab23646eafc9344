// JSONTestSuite: each file as a response, and as an unknown member.

import * as assert from "./assert.js";
import { utf8 } from "./client.js";

const client = { clientId: "c", tokenEndpoint: "https://as.example/token" };
const isNoJson = (code) => code === "response_syntax" || code === "response_depth";

/** What the grammar leaves open, and what is chosen: a number of any size is JSON, half a surrogate
 * pair is not text, UTF-8 is the one encoding, and a byte order mark before it is read over. */
const OPEN = /^i_(number_|structure_UTF-8_BOM_empty_object)/;

export function jsonFiles(test, { OAuthError, readResponse }, { vectors }) {
  for (const { name, base64 } of vectors.jsonFiles) {
    test(name, () => {
      const text = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const isJson = name.startsWith("y_") || OPEN.test(name);
      // No document of the suite is a token; one that is no object is no response's syntax either.
      const isResponse = isJson && /^(\xEF\xBB\xBF)?\s*{/.test(String.fromCharCode(...text.slice(0, 9)));
      assert.throws(
        () => readResponse(client, 200, text),
        (error) => error instanceof OAuthError && isNoJson(error.code) === !isResponse,
      );
      const member = [...utf8('{"access_token":"t","token_type":"Bearer","x":'), ...text, ...utf8("}")];
      const read = () => readResponse(client, 200, Uint8Array.from(member));
      // A byte order mark inside a document is not valid JSON.
      if (isJson && !name.includes("BOM")) {
        assert.equal(read().accessToken, "t");
      } else {
        assert.throws(read, (error) => isNoJson(error.code));
      }
    });
  }
}
