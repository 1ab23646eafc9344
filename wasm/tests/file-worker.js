// One of several processes that share a grant through files. It ends itself at the step that the test selects.

import { renameSync } from "node:fs";
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { work, written } from "./worker.js";

const [folder] = process.argv.slice(2);
fs.rename = (from, to) => written(() => renameSync(from, to));
syncBuiltinESMExports();
const { Session } = await import("grantlet");
const { fileStore } = await import("grantlet/file");

work((client, key) => new Session(client, fileStore(folder), { key, timeout: 2_000 }));
