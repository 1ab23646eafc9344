// Form encoding compared with web-platform-tests: parameters of a request, and of a URL.

import * as assert from "./assert.js";
import { login } from "./callbacks.js";

const client = { clientId: "c", tokenEndpoint: "https://as.example/token" };
const redirect_uri = "https://c.example/cb";

export function forms(test, { clientCredentialsRequest, readCallback }, { vectors }) {
  const bare = { ...client, clientAuth: "none", sendGrantType: false };
  const body = (params) => clientCredentialsRequest(bare, { params }).body;
  for (const { pairs, out } of vectors.formsWritten) {
    const params = Object.fromEntries(pairs);
    const names = Object.keys(params);
    test(`written: ${out}`, () => {
      if (JSON.stringify(pairs).includes("\\u0000")) {
        assert.throws(() => body(params), { code: "request_chars", member: "NUL" });
      } else if (names.includes("")) {
        assert.throws(() => body(params), { code: "request_missing" });
      } else if (names.length < pairs.length) {
        // An object cannot repeat a name.
        assert.ok(body(params).endsWith("a="), body(params));
      } else {
        const before = body({ last: "" }).replace("last=", "");
        assert.equal(body(params), before + out);
      }
    });
  }

  for (const { input, output } of vectors.formsRead) {
    test(`read: ${input}`, () => {
      const segments = input.split("&").filter(Boolean);
      assert.equal(segments.length, output.length);
      segments.forEach((segment, index) => {
        const [name, ...value] = segment.split("=");
        // Names and values are decoded alike.
        for (const [written, text] of [
          [name, output[index][0]],
          [value.join("="), output[index][1]],
        ]) {
          const address = `${redirect_uri}?error=e&state=S&error_description=${written}`;
          const read = () => readCallback(client, address, login({ state: "S", redirect_uri }));
          assert.throws(read, { code: "callback_refused", errorDescription: text }, written);
        }
      });
    });
  }
}
