// The README: its examples are valid, and it names each function, option and property.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const wasm = fileURLToPath(new URL("..", import.meta.url));
const read = (file) => readFileSync(join(wasm, file), "utf8");
const readme = read("README.md");
const snippets = [...readme.matchAll(/^```(jsx?)\n([^]*?)^```/gm)].map(([, language, text]) => ({ language, text }));

/** What the examples leave to their reader. */
const READERS = `
  import type { Client, Session as GrantletSession } from "grantlet";
  declare global {
    const client: Client, scope: string, button: HTMLButtonElement, clientId: string, clientSecret: string, user: string, idToken: string;
    const session: GrantletSession, redirectUri: string;
    function showLogin(reason: unknown): void;
    function callback(): Promise<string>;
    function navigate(path: string, options?: object): void;
    function messageFor(code: string): string;
    function useState(): [{ code: string } | undefined, (failure: unknown) => void];
    function useEffect(effect: () => void, of: unknown[]): void;
    const process: { env: { CLIENT_ID: string; CLIENT_SECRET: string; COOKIE_SECRET: string } };
    namespace JSX { interface IntrinsicElements { p: object } }
  }`;
/** What they import of others. */
const OTHERS = ["express", "express-session", "redis", "node:*"].map((name) => `declare module "${name}";`).join("\n");

describe("the README", () => {
  test("its examples compile, with the types of the package", async () => {
    assert.ok(snippets.length > 7, `${snippets.length} examples`);
    const app = await mkdtemp(join(tmpdir(), "grantlet-readme-"));
    try {
      await mkdir(join(app, "node_modules"));
      await symlink(join(wasm, "pkg"), join(app, "node_modules/grantlet"));
      await writeFile(join(app, "package.json"), '{"type":"module"}');
      await writeFile(join(app, "readers.d.ts"), READERS);
      await writeFile(join(app, "others.d.ts"), OTHERS);
      const names = snippets.map(({ language }, index) => `example-${index + 1}.${language}`);
      const asModule = (text) => `${text.replace("…\n", "\n")}\nexport {};\n`;
      await Promise.all(snippets.map(({ text }, index) => writeFile(join(app, names[index]), asModule(text))));
      const options = "--noEmit --checkJs --allowJs --strict --noImplicitAny false --jsx preserve --module esnext --moduleResolution bundler --target es2022 --lib ES2022,DOM,DOM.Iterable";
      const compiled = promisify(execFile)(join(wasm, "node_modules/.bin/tsc"), [...options.split(" "), "readers.d.ts", "others.d.ts", ...names], { cwd: app });
      assert.equal(await compiled.then(() => "", (error) => error.stdout || String(error)), "");
    } finally {
      await rm(app, { recursive: true, force: true });
    }
  });

  test("it names each function and class of the package", () => {
    const exported = [...read("js/exports.ts").matchAll(/export \{([^}]*)\}/g)].flatMap(([, names]) => names.split(","));
    const values = exported.map((name) => name.trim()).filter((name) => name && !name.startsWith("type "));
    assert.ok(values.length > 30);
    assert.deepEqual(values.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme)), []);
  });

  for (const [file, type] of [
    ["client.ts", "Profile"],
    ["client.ts", "Client"],
    ["login.ts", "LoginOptions"],
    ["send.ts", "SendOptions"],
    ["session_options.ts", "SessionOptions"],
    ["backoff.ts", "Timing"],
    ["popup.ts", "PopupOptions"],
    ["frame.ts", "FrameOptions"],
    ["logout.ts", "LogoutOptions"],
    ["discover.ts", "DiscoverOptions"],
    ["load_endpoints.ts", "EndpointClient"],
    ["endpoints.ts", "ExchangeOptions"],
    ["endpoints.ts", "IntrospectOptions"],
    ["endpoints.ts", "Introspected"],
    ["endpoints.ts", "UserinfoOptions"],
    ["endpoints.ts", "RegisterOptions"],
    ["endpoints.ts", "Registered"],
    ["endpoints.ts", "Resource"],
    ["endpoints.ts", "Challenge"],
    ["verify_id_token.ts", "VerifyOptions"],
    ["verify_id_token.ts", "VerifiedIdToken"],
    ["requests.ts", "CodeOptions"],
    ["requests.ts", "GrantOptions"],
  ]) {
    test(`it names each property of ${type} in ${file}`, () => {
      const [, body] = read(`js/${file}`).split(new RegExp(`export interface ${type}\\b[^{]*\\{\n`));
      const names = [...body.split("\n}\n")[0].matchAll(/^  readonly (\w+)\??:/gm)].map(([, name]) => name);
      assert.ok(names.length > 0);
      assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme)), []);
    });
  }
});
