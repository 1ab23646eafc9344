// The package as published: its types, exports and files.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CODES } from "./codes.js";

const wasm = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
const tool = (name, args, cwd = wasm) => run(join(wasm, "node_modules/.bin", name), args, { cwd });

/** A folder with the package in it. */
async function newApp() {
  const app = await mkdtemp(join(tmpdir(), "grantlet-types-"));
  apps.push(app);
  await mkdir(join(app, "node_modules/@types"), { recursive: true });
  for (const name of ["@types/node", "undici-types"]) {
    await symlink(join(wasm, "node_modules", name), join(app, "node_modules", name));
  }
  await symlink(join(wasm, "pkg"), join(app, "node_modules/grantlet"));
  await writeFile(join(app, "package.json"), '{"type":"module"}');
  return app;
}

/** The compiler's errors for a program; empty if it compiles. */
async function errorsOf(app, text, lib = "ES2022,DOM") {
  await writeFile(join(app, "app.ts"), text);
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--module", "nodenext"];
  const types = ["--types", lib.includes("DOM") ? "" : "node"];
  const compiled = tool("tsc", [...options, ...types, "--target", "es2022", "--lib", lib, "app.ts"], app);
  return compiled.then(() => "", (error) => error.stdout || String(error));
}

const compiles = async (app, text, lib) => assert.equal(await errorsOf(app, text, lib), "");

const apps = [];
after(() => Promise.all(apps.map((app) => rm(app, { recursive: true, force: true }))));

describe("package", () => {
  test("publint", () => tool("publint", ["pkg", "--strict"]));

  test("are the types wrong", () =>
    tool("attw", ["--pack", "pkg", "--profile", "esm-only", "--exclude-entrypoints", "core.wasm"]));

  test("the package has no dependencies and no side effects", () => {
    const text = readFileSync(join(wasm, "pkg/package.json"), "utf8");
    const { dependencies, sideEffects, exports } = JSON.parse(text);
    assert.equal(dependencies, undefined);
    assert.equal(sideEffects, false);
    assert.deepEqual(Object.keys(exports).slice(0, 5), [".", "./js", "./slim", "./redis", "./core.wasm"]);
  });

  test("each entry resolves to the file in exports, and under workerd `.` resolves to `./js`", async () => {
    const names = ["grantlet", "grantlet/js", "grantlet/slim", "grantlet/core.wasm"];
    const resolved = async (...options) => {
      const text = `${JSON.stringify(names)}.map((name) => import.meta.resolve(name).split("/").pop()).join()`;
      const script = ["--input-type=module", "--eval", `console.log(${text})`];
      return (await run(process.execPath, [...options, ...script], { cwd: wasm })).stdout.trim();
    };
    assert.equal(await resolved(), "index.js,js.js,slim.js,core.wasm");
    assert.equal(await resolved("--conditions=workerd"), "js.js,js.js,slim.js,core.wasm");
  });

  test("no entry contains eval or the PKCE method plain, and `./js` compiles no module", () => {
    for (const file of ["index.js", "js.js", "slim.js", "redis.js", "file.js", "providers.js", "proof.js"]) {
      const text = readFileSync(join(wasm, "pkg", file), "utf8");
      assert.ok(!/\beval\(|new Function|"plain"/.test(text), file);
    }
    assert.ok(!readFileSync(join(wasm, "pkg/js.js"), "utf8").includes("WebAssembly.Module"));
  });

  test("core.wasm imports one function, exports the wrapper's calls, and has no references or custom sections", () => {
    const bytes = readFileSync(join(wasm, "pkg/core.wasm"));
    const module = new WebAssembly.Module(bytes);
    const named = (list) => list.map(({ module = "", name, kind }) => `${module} ${name} ${kind}`.trim());
    assert.deepEqual(named(WebAssembly.Module.imports(module)), ["crypto random function"]);
    // The modules beside it are no parts of it.
    const [parts] = readFileSync(join(wasm, "js/abi.ts"), "utf8").split(/export interface (?!Core)\w+ extends Module/);
    const own = Array.from(parts.matchAll(/readonly (\w+): Call;/g), ([, name]) => name);
    const expected = [...own.map((name) => `${name} function`), "memory memory"].sort();
    assert.deepEqual(named(WebAssembly.Module.exports(module)).sort(), expected);
    const sections = new Map();
    for (let at = 8; at < bytes.length; ) {
      const id = bytes[at++];
      let length = 0;
      for (let shift = 0, byte = 128; byte > 127; shift += 7) {
        byte = bytes[at++];
        length |= (byte & 127) << shift;
      }
      sections.set(id, bytes.subarray(at, (at += length)));
    }
    assert.ok(!sections.has(0), "a custom section");
    // At most one table, of functions: references to JavaScript values would be 0x6f.
    assert.deepEqual([...(sections.get(4) ?? [1, 0x70]).slice(0, 2)], [1, 0x70]);
  });

  test("core.wasm has no heap: nothing allocates, and its one import returns an integer and takes nothing", async () => {
    const features = ["--enable-bulk-memory", "--enable-sign-ext", "--enable-nontrapping-float-to-int", "--enable-multivalue"];
    const { stdout } = await run(join(wasm, "node_modules/.bin/wasm-dis"), [...features, "pkg/core.wasm"], { cwd: wasm, maxBuffer: 1 << 28 });
    assert.ok(stdout.includes("(memory $"), "a module as text");
    // An allocator gets its memory by this instruction; the wrapper grows it from outside, for its arguments.
    assert.ok(!stdout.includes("memory.grow"), "core.wasm grows its memory");
    const imports = stdout.split("\n").filter((line) => line.includes("(import "));
    assert.equal(imports.length, 1);
    assert.match(imports[0], /^ \(import "crypto" "random" \(func \S+ \(result i32\)\)\)$/);
  });

  test("code is a union: a switch over all codes compiles, and one that lacks a code does not", async () => {
    const app = await newApp();
    const cases = (codes) => codes.map((code) => `case "${code}":`).join("\n");
    const of = (codes) =>
      `import { type OAuthError, type OAuthErrorCode } from "grantlet";
       export function all({ code }: OAuthError): OAuthErrorCode {
         switch (code) {
           ${cases(codes)}
             return code;
           default: {
             const none: never = code;
             return none;
           }
         }
       }`;
    await compiles(app, of(CODES), "ES2022,DOM");
    assert.match(await errorsOf(app, of(CODES.slice(1))), /is not assignable to type 'never'/);
    assert.match(await errorsOf(app, of([...CODES, "response_mising"])), /is not comparable to type/);
  });

  test("a file of CommonJS imports it by import(), with types", async () => {
    const app = await newApp();
    const program = 'void import("grantlet").then(({ codeChallenge }) => console.log(codeChallenge("v".repeat(43)).length));';
    await writeFile(join(app, "app.cts"), program);
    await tool("tsc", ["--strict", "--module", "node16", "--target", "es2022", "--lib", "ES2022,DOM", "--types", "", "app.cts"], app);
    assert.equal((await run(process.execPath, ["app.cjs"], { cwd: app })).stdout, "43\n");
    await writeFile(join(app, "static.cts"), 'import { codeChallenge } from "grantlet"; codeChallenge("");');
    const refused = tool("tsc", ["--noEmit", "--module", "node16", "--target", "es2022", "--lib", "ES2022,DOM", "--types", "", "static.cts"], app);
    await assert.rejects(refused, ({ stdout }) => /TS1479|TS1541/.test(stdout) && stdout.includes("import("));
  });

  test("the README documents each code", () => {
    const readme = readFileSync(join(wasm, "README.md"), "utf8");
    const [, table] = readme.split("| code | what happened");
    const rows = table.split("\n\n")[0].split("\n").map((row) => row.split("|")[1] ?? "");
    const told = rows.flatMap((row) => {
      const names = [...row.matchAll(/`([a-z_]+)/g)].map(([, name]) => name);
      const stage = /^(callback|response|id_token|request)_/.exec(names[0] ?? "")?.[0] ?? "";
      return names.map((name) => (name.startsWith("_") ? stage + name.slice(1) : name));
    });
    const untold = CODES.filter((code) => !told.includes(code));
    assert.deepEqual(untold, []);
  });

  test("the message of each code has a sentence, or refers to the README as the README says", async () => {
    const { OAuthError } = await import("grantlet");
    // Each of these files has the sentences of the codes that it throws.
    const files = ["session_error", "frame", "popup", "imports", "core-slim", "keys", "metadata", "token"];
    const elsewhere = files.map((file) => readFileSync(join(wasm, `js/${file}.ts`), "utf8")).join("\n");
    const hasOwn = (code) =>
      new RegExp(`\\b${code}: "[a-z]|"${code}", (member, )?\\{[^}]*\\bsentence\\b`).test(elsewhere) || /^(keys|metadata)_/.test(code);
    const readme = readFileSync(join(wasm, "README.md"), "utf8");
    const [, listed] = /refers to this table: ([^.]*)\./.exec(readme.replaceAll("\n", " "));
    const referring = [];
    for (const code of CODES) {
      const sentence = new OAuthError(code).message.slice(code.length);
      assert.ok(/^: [a-z][^:]+/.test(sentence), code);
      if (/ in the README$/.test(sentence) && !hasOwn(code)) {
        referring.push(code);
      }
    }
    assert.deepEqual(Array.from(listed.matchAll(/`([a-z_]+)`/g), ([, code]) => code), referring);
  });

  for (const lib of ["ES2022,DOM", "ES2022"]) {
    test(`an app compiles under --strict with ${lib}`, async () => {
      await compiles(
        await newApp(),
        `import { type Client, OAuthError, type Token, boldsign, endpoints, finishLogin, indexedDbStore, Session, type SessionState, startLogin, type UserClaims, type VerifiedIdToken, verifyIdToken } from "grantlet";
         import { codeChallenge } from "grantlet/js";
         import { redisStore } from "grantlet/redis";
         import { fileStore } from "grantlet/file";
         import { type DpopKey, clientSecretJwt, dpopKey, privateKeyJwt } from "grantlet/proof";
         import { Session as Translated } from "grantlet/js";
         import { Session as Slim, init } from "grantlet/slim";
         const client: Client = { ...boldsign, clientId: "a" };
         export const key: Promise<DpopKey> = dpopKey({ name: "a", memory: true });
         export const signing: Client[] = [{ ...client, assertion: clientSecretJwt("s") }, { ...client, assertion: privateKeyJwt({ key: {} as never }) }];
         export const bound: Promise<Client> = key.then((dpop) => ({ ...client, dpop }));
         const { url, saved }: { url: string; saved: string } = startLogin(client, { redirectUri: "https://a.b/c" });
         export const token: Promise<Token> = finishLogin(client, url, saved, { fetch }).then((done) => done.token);
         export const again: Promise<Token> = finishLogin(client, new URL(url), null, { responseLimit: 1 }).then((done) => done.token);
         startLogin(client, { redirectUri: "https://a.b/c", scope: undefined, params: { max_age: 0, prompt: undefined, resource: ["a", "b"] } });
         startLogin(client, { redirectUri: "https://a.b/c", returnTo: "/d" });
         export const page: Promise<string | undefined> = finishLogin(client, url, saved).then((done) => done.returnTo);
         const session = new Session(client, new Map<string, string>(), { key: "a", leeway: 1, backoff: { cap: 1 } });
         export const fresh: Promise<string> = session.accessToken({ signal: new AbortController().signal });
         export const state: Promise<SessionState> = session.state();
         declare const nodeRedis: { sendCommand(command: readonly string[]): Promise<string> };
         declare const ioredis: { call(name: string, ...rest: string[]): Promise<unknown> };
         redisStore(([name, ...rest]) => ioredis.call(name, ...rest));
         const redis = redisStore((command) => nodeRedis.sendCommand(command));
         export const others = [new Translated(client, redis), new Slim(client, redis), new Session(client, indexedDbStore()), new Session(client, fileStore("tokens"))];
         export const ended: Promise<{ readonly revoked: boolean }> = session.end({ revoke: true });
         export const alone: Promise<void> = session.start({ refreshToken: "r" });
         // @ts-expect-error: it cannot be written.
         new Session(client, { get: () => null });
         export const text: string = codeChallenge(saved);
         export const code = (error: unknown): string => (error instanceof OAuthError ? error.code : "");
         export const ready: Promise<void> = init(new Uint8Array());
         export const verified: Promise<VerifiedIdToken> = verifyIdToken({ ...client, jwksUri: "https://a.b/keys" }, saved, { algorithm: "ES256" });
         // @ts-expect-error: what was not verified is of another type.
         export const forged: VerifiedIdToken = { issuer: "", subject: "", audience: [], expiresAt: 0, issuedAt: 0, claims: {} };
         // @ts-expect-error: none is no algorithm.
         void verifyIdToken(client, saved, { algorithm: "none" });
         export const user: Promise<UserClaims> = endpoints().then(async ({ userinfo }) => userinfo(client, await token, { subject: (await verified).subject }));
         // @ts-expect-error: there is no such flow.
         startLogin(client, { redirectUri: "https://a.b/c", flow: "password" });`,
        lib,
      );
    });
  }
});
