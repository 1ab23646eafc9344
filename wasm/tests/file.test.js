// Processes of Node.js that share one grant through files, killed at each step.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Session, readResponse } from "grantlet";
import { fileStore } from "grantlet/file";
import { Rotating } from "./rotating.js";

const worker = fileURLToPath(new URL("file-worker.js", import.meta.url));
const WORKERS = 5;
const options = { timeout: 1_000, ifAvailable: false };
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

describe("files", () => {
  let folder;
  let http;
  let grants = 0;
  const workers = [];
  const providers = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "grantlet-files-"));
    http = createServer(respond).listen(0, "127.0.0.1");
    await once(http, "listening");
    await Promise.all(Array.from({ length: WORKERS }, (_, place) => employ(place)));
  });
  after(async () => {
    workers.forEach((worker) => worker.kill());
    http.closeAllConnections();
    http.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function employ(place) {
    workers[place] = fork(worker, [folder]);
    assert.deepEqual(await once(workers[place], "message"), ["ready", undefined]);
  }

  async function respond(request, response) {
    const { provider, state } = providers[request.url.split("/")[1]];
    let body = "";
    for await (const part of request) {
      body += part;
    }
    provider.atOnce += 1;
    provider.mostAtOnce = Math.max(provider.mostAtOnce, provider.atOnce);
    // Long enough for another request to overlap, if that is possible.
    await pause(30);
    const { status, json } = provider.refresh(new URLSearchParams(body).get("refresh_token"));
    provider.atOnce -= 1;
    if (state.victim) {
      state.victim.kill("SIGKILL");
      state.victim = undefined;
      return;
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  }

  /** A grant whose token is due, and its provider. */
  async function granted(given) {
    grants += 1;
    const key = `grant:${grants} / of "somebody"`;
    const grant = { provider: new Rotating(given), state: {} };
    providers[grants] = grant;
    const baseUrl = `http://127.0.0.1:${http.address().port}/${grants}`;
    const client = { clientId: "service", baseUrl, tokenEndpoint: "/token", allowLoopback: true };
    const session = new Session(client, fileStore(folder), { key });
    const received = { requestedAt: Date.now() - 7_200_000 };
    const login = { ...grant.provider.login(), expires_in: 3600 };
    await session.start(readResponse(client, 200, JSON.stringify(login), received));
    return { ...grant, key, client, session, plain: { key, client } };
  }

  const ask = async (worker, message) => {
    worker.send(message);
    return (await once(worker, "message"))[0];
  };

  test(`${WORKERS} processes, several lives: each refresh token is sent once, in its order`, async () => {
    const { plain, provider, session } = await granted();
    for (let life = 2; life < 8; life++) {
      const told = await Promise.all(workers.map((worker) => ask(worker, plain)));
      assert.deepEqual(told, told.map(() => ({ given: [`at-${life}`] })));
      await session.rejected(`at-${life}`);
      const { until } = await session.state();
      // The first refresh after a rejection is sent at once, later ones wait.
      assert.ok(life === 2 || until > Date.now());
      const store = fileStore(folder);
      const { pause, ...rest } = JSON.parse(await store.get(plain.key));
      await store.lock(plain.key, (set) => set(JSON.stringify(rest), rest.sequence), options);
    }
    assert.deepEqual(provider.asked, provider.asked.map((_, index) => `rt-${index + 1}`));
    assert.deepEqual([provider.asked.length, provider.mostAtOnce], [6, 1]);
  });

  for (const [name, dies, requests, without] of [
    ["before the mark", "before write 1", 1, "live"],
    ["after the mark, before it sends", "after write 1", 1, "live"],
    ["after it sent, before the response", "silent", 2, "ended"],
    ["after the response, before it stores", "before write 2", 2, "ended"],
    ["after it stored, before it lets go", "after write 2", 1, "live"],
  ]) {
    for (const grace of [true, false]) {
      const outcome = grace ? "live" : without;
      test(`the lock holder is killed ${name}, ${grace ? "with" : "without"} a grace period: ${requests} requests, ${outcome}`, async () => {
        const grant = await granted({ grace });
        const place = grants % WORKERS;
        const victim = workers[place];
        if (dies === "silent") {
          grant.state.victim = victim;
          providers[grants].state = grant.state;
        }
        victim.send({ ...grant.plain, dies });
        assert.deepEqual(await once(victim, "exit"), [null, "SIGKILL"]);
        const from = performance.now();
        const others = workers.filter((one) => one !== victim);
        const told = await Promise.all(others.map((worker) => ask(worker, grant.plain)));
        await employ(place);
        for (const { given, code } of told) {
          assert.deepEqual([code, given], outcome === "live" ? [undefined, [`at-${requests + 1}`]] : ["ended", []]);
        }
        assert.deepEqual([grant.provider.asked.length, grant.provider.mostAtOnce], [requests, 1]);
        // The lock of a dead process is free at once.
        assert.ok(performance.now() - from < 2_500);
      });
    }
  }

  test("a process that is killed at any moment loses no grant if there is a grace period", async () => {
    const grant = await granted({ grace: true });
    const store = fileStore(folder);
    for (let turn = 0; turn < 12; turn++) {
      // Due again, and without a pause.
      await store.lock(grant.key, (set) => store.get(grant.key).then((text) => {
        const { sequence, grant, token } = JSON.parse(text);
        return set(JSON.stringify({ sequence, grant, token: { ...token, requestedAt: 0, expiresAt: 3_600_000 } }), sequence);
      }), options);
      const place = turn % WORKERS;
      const victim = workers[place];
      const died = once(victim, "exit");
      victim.send(grant.plain);
      await pause(5 * turn);
      victim.kill("SIGKILL");
      await died;
      await employ(place);
      const { given, code } = await ask(workers[(place + 1) % WORKERS], grant.plain);
      assert.deepEqual([code, given.length], [undefined, 1], `turn ${turn}`);
    }
    assert.deepEqual([grant.provider.isRevoked, grant.provider.mostAtOnce], [false, 1]);
  });

  test("only the owner can read the files, and no old files remain", async () => {
    const { key, session } = await granted();
    const [own] = (await Promise.all((await readdir(folder)).map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })))).sort((a, b) => b.at - a.at);
    const names = await readdir(join(folder, own.name));
    assert.deepEqual(names.map((name) => name.split(".").pop()).sort(), ["json", "lock"]);
    for (const name of names) {
      assert.equal((await stat(join(folder, own.name, name))).mode & 0o077, 0);
    }
    assert.equal((await stat(join(folder, own.name))).mode & 0o077, 0);
    for (let turn = 0; turn < 20; turn++) {
      await session.rejected("");
      await session.end();
    }
    assert.ok((await readdir(join(folder, own.name))).length <= 3);
    assert.equal(JSON.parse(await fileStore(folder).get(key)).sequence, 21);
  });

  test("a lock with an unknown holder is taken after its lifetime", async () => {
    const store = fileStore(folder);
    await store.lock("stale", async (set) => assert.equal(await set("{}", 1), true), options);
    const [place] = (await Promise.all((await readdir(folder)).map(async (name) => [name, await readdir(join(folder, name))]))).filter(([, names]) => names.includes("1.lock"));
    for (const holder of ["held elsewhere 1", "", "held x y", "9"]) {
      const number = Math.max(...(await readdir(join(folder, place[0]))).map((name) => parseInt(name, 10)));
      await writeFile(join(folder, place[0], `${number + 1}.lock`), holder);
      assert.equal(await store.lock("stale", assert.fail, { timeout: 20, ifAvailable: true }), undefined);
      const from = performance.now();
      assert.equal(await store.lock("stale", async () => 5, { timeout: 50, ifAvailable: false }), 5);
      assert.ok(performance.now() - from >= 150, holder);
    }
  });

  test("a holder that was suspended stores nothing after another has taken the lock", async () => {
    const store = fileStore(folder);
    await store.lock("still", async (set) => {
      assert.equal(await set('{"sequence":1}', 1), true);
      // This process is alive, so its lock lasts three times 10 milliseconds.
      await store.lock("still", async (later) => assert.equal(await later('{"sequence":2}', 2), true), { timeout: 10, ifAvailable: false });
      assert.equal(await set('{"sequence":3}', 3), false);
    }, options);
    assert.equal(await store.get("still"), '{"sequence":2}');
  });

  test("nothing is written to a folder that was removed meanwhile", async () => {
    const own = join(folder, "removed");
    const store = fileStore(own);
    await store.lock("k", async (set) => {
      assert.equal(await set('{"sequence":1}', 1), true);
      await rm(own, { recursive: true });
      assert.equal(await set('{"sequence":2}', 2), false);
    }, options);
    assert.equal(await store.get("k"), undefined);
    assert.equal(await store.lock("k", async () => 7, options), 7);
  });

  for (const name of ["notes.txt", "x.lock", "x.json", "NaN.json", ".lock", ".json", "-1.json", "1e9.lock", "0x10.json", "7 copy.json", "12abc.lock", "99999999999999999999.json", "99999999999999999999.lock", "900.json", "Infinity.lock"]) {
    test(`a foreign file in the folder, ${name}, ends no session and is kept`, async () => {
      const { key, session } = await granted();
      const own = await folderOf();
      await writeFile(join(own, name), '{"sequence":500}');
      const store = fileStore(folder);
      const text = await store.get(key);
      assert.ok(text.includes("rt-1"));
      const again = new Session({ clientId: "service", tokenEndpoint: "https://as.example/token" }, store, { key });
      assert.equal((await again.state()).state, "due");
      await session.rejected("at-1");
      assert.ok((await store.get(key)).includes("rt-1"));
      for (let turn = 0; turn < 3; turn++) {
        assert.equal(await store.lock(key, async (set) => set(text, JSON.parse(text).sequence), options), true);
      }
      assert.ok((await readdir(own)).includes(name));
      assert.equal(await store.get(key), text);
    });
  }

  test("folders with the names of its files end no session and hold no lock", async () => {
    const { key } = await granted();
    const own = await folderOf();
    const store = fileStore(folder);
    const text = await store.get(key);
    const number = Math.max(...(await readdir(own)).map((name) => parseInt(name, 10)));
    await mkdir(join(own, `${number + 1}.json`));
    await mkdir(join(own, `${number + 2}.lock`));
    const from = performance.now();
    assert.equal(await store.get(key), text);
    assert.equal(await store.lock(key, async (set) => set(text, JSON.parse(text).sequence), options), true);
    assert.ok(performance.now() - from < 1_000);
    assert.equal(await store.get(key), text);
  });

  /** The folder of a key: the one that was changed last. */
  async function folderOf() {
    const all = await Promise.all((await readdir(folder)).map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
    return join(folder, all.sort((a, b) => b.at - a.at)[0].name);
  }

  test("a file error is passed on, and nothing is sent", async () => {
    const own = join(folder, "denied");
    await writeFile(own, "a file, and no folder");
    const client = { clientId: "a", tokenEndpoint: "https://as.example/token" };
    const session = new Session(client, fileStore(own), { key: "k", fetch: assert.fail });
    await assert.rejects(session.accessToken(), { code: "ENOTDIR" });
    await assert.rejects(session.start({ refreshToken: "rt" }), (error) => /^(ENOTDIR|EEXIST)$/.test(error.code));
  });

  test("no entry for pages imports a module of Node.js", async () => {
    for (const entry of ["index", "js", "slim", "redis"]) {
      const text = await readFile(fileURLToPath(new URL(`../pkg/${entry}.js`, import.meta.url)), "utf8");
      assert.ok(!/["']node:/.test(text), entry);
    }
  });
});
