// The inputs of the suite: the vectors, the simulator of the providers, and the peers.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPeers } from "./peers.js";

/** Starts the servers. The simulator and the vectors are null if they are absent. */
export async function given() {
  const peers = await startPeers();
  const program = process.env.GRANTLET_PROVIDERS;
  const simulator = program && spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  let providers = null;
  if (simulator) {
    const [line] = await once(simulator.stdout, "data");
    [providers] = /http:\/\/\S+/.exec(String(line));
    // Its output must not fill the pipe.
    simulator.stdout.resume();
  }
  return {
    given: { vectors: vectors(), tables: tables(), providers, peers: peers.address },
    stop() {
      peers.stop();
      simulator?.kill();
    },
  };
}

/** The tables of cases that the languages share. */
export function tables() {
  const read = (name) => JSON.parse(readFileSync(new URL(`../../tests/tables/${name}.json`, import.meta.url), "utf8")).cases;
  return { polling: read("polling"), addresses: read("addresses"), profiles: read("profiles"), times: read("times") };
}

/** The vectors in a form that JSON can represent. */
export function vectors() {
  const folder = new URL("../../../shared/vectors/", import.meta.url);
  if (!existsSync(folder)) {
    return null;
  }
  const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  const files = fileURLToPath(new URL("json-test-suite/test_parsing", folder));
  return {
    tokenResponses: read("token-responses.json").cases,
    callbacks: read("callbacks.json"),
    rfcs: read("rfc-vectors.json"),
    formsWritten: read("wpt-url/urlencoded-serializer-data.json").cases,
    formsRead: read("wpt-url/urlencoded-parser-data.json"),
    jsonFiles: readdirSync(files).sort().map((name) => ({
      name: name.replace(/\.json$/, ""),
      base64: readFileSync(join(files, name), "base64"),
    })),
  };
}
