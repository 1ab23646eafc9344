// The suite in a browser: a page that runs it, and posts the results to its server.

import * as grantlet from "grantlet";
import * as js from "grantlet/js";
import * as slim from "grantlet/slim";
import { ENTRIES, casesOf, report } from "../suite/suite.js";

/** There is no `inspect` here, so use what an error shows itself. */
const inspect = (error) => `${error.stack} ${JSON.stringify({ ...error })}`;

const given = { ...(await (await fetch("/given")).json()), inspect };
// A page cannot read other origins, so its own server is the peer.
Object.assign(given, { peers: location.origin, providers: null });
await slim.init(fetch("/core.wasm"));
const rows = [];
for (const [index, entry] of [grantlet, js, slim].entries()) {
  rows.push(...(await report(casesOf(ENTRIES[index], entry, given))));
}
await fetch("/told", { method: "POST", body: JSON.stringify({ rows }) });
