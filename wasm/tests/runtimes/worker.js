// The suite in workerd: a worker that runs it with the inputs of a request.

import * as grantlet from "grantlet";
import * as js from "grantlet/js";
import * as slim from "grantlet/slim";
import core from "grantlet/core.wasm";
import * as inlined from "inlined";
import * as assert from "../suite/assert.js";
import { ENTRIES, casesOf, report } from "../suite/suite.js";

const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/** Tests for this runtime only. */
const HERE = [
  {
    name: "`grantlet` is `grantlet/js` here, by the condition `workerd`",
    run: () => assert.equal(grantlet.codeChallenge, js.codeChallenge),
  },
  {
    name: "what `grantlet` is elsewhere can be imported, but its bytes are not compiled",
    async run() {
      assert.throws(() => inlined.codeChallenge(verifier), { code: "not_compiled" });
      await assert.rejects(inlined.init(), { code: "not_compiled" });
    },
  },
  {
    name: "`grantlet/core.wasm` is a module here, and its bytes are not compiled",
    async run() {
      assert.ok(core instanceof WebAssembly.Module);
      const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
      await assert.rejects(slim.init(empty), { code: "not_compiled" });
      assert.throws(() => slim.codeChallenge(verifier), { code: "not_initialized" });
    },
  },
];

/** There is no `inspect` here, so use what an error shows itself. */
const inspect = (error) => `${error.stack} ${JSON.stringify({ ...error })}`;

export default {
  async fetch(request) {
    const given = { ...(await request.json()), inspect };
    const rows = await report(HERE);
    await slim.init(core);
    for (const [index, entry] of [grantlet, js, slim].entries()) {
      rows.push(...(await report(casesOf(ENTRIES[index], entry, given))));
    }
    return Response.json({ rows });
  },
};
