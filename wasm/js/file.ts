// Files as the storage of a session, with a lock, for the Node.js processes of one machine.

/// <reference types="node" />

import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, readdir, rename, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import type { LockingStore } from "./storage.js";

/** The start of a lock file: after it was released, and while it is held. */
const FREE = "F";
const HELD = "held";
/** The names of our files. */
const OURS = /^([1-9]\d*)\.(?:lock|json|[0-9a-f-]{36}\.new)$/;

/**
 * A folder as the storage of a `Session`, for several processes of one machine. Not for network file systems.
 * The files contain secrets; only their owner can read them.
 *
 * 1. Each key has a folder. A process takes the lock by creating the lock file with the next number, which only
 *    one process can do.
 * 2. A value is written to a temporary file, flushed, and renamed to the number of the lock.
 * 3. The value with the highest number is read. So a process that was suspended cannot overwrite a newer value.
 * 4. The lock of a dead process is free at once, any other after three times the `timeout` of a request.
 *
 * Errors: a `TypeError` if `folder` is not a string. Its methods throw the errors of the file system.
 */
export function fileStore(folder: string): LockingStore {
  if (typeof folder !== "string" || !folder) {
    throw new TypeError("folder must be a string");
  }
  const folderOf = (key: string): string =>
    join(folder, createHash("sha256").update(key).digest("hex").slice(0, 40));
  return {
    get: async (key) => (await newest(folderOf(key)))?.text,
    async lock(key, work, { timeout, ifAvailable }) {
      const own = folderOf(key);
      const longest = Number.isFinite(timeout) && timeout > 0 ? timeout : 30_000;
      const held = await take(own, 3 * longest, ifAvailable);
      if (!held) {
        return undefined;
      }
      try {
        return await work((text, sequence) => store(own, held.number, text, sequence));
      } finally {
        // If this fails, the lock expires.
        await held.file.write(FREE, 0).catch(() => {});
        await held.file.close().catch(() => {});
      }
    },
  };
}

interface Held {
  readonly number: number;
  readonly file: FileHandle;
}

/** Takes the lock by creating the lock file with the next number. `life` is in milliseconds. */
async function take(own: string, life: number, ifAvailable: boolean): Promise<Held | undefined> {
  let [seen, since] = ["", 0];
  for (let pause = 10; ; pause = Math.min(2 * pause, 160)) {
    await mkdir(own, { recursive: true, mode: 0o700 });
    const last = highest(await readdir(own), "lock");
    const holder = last ? await readFile(join(own, `${last}.lock`), "utf8").catch(holderless) : FREE;
    if (`${last} ${holder}` !== seen) {
      [seen, since] = [`${last} ${holder}`, performance.now()];
    }
    if (holder.startsWith(FREE) || isDead(holder) || performance.now() - since > life) {
      const held = await make(own, last + 1);
      if (held) {
        return held;
      }
    } else if (ifAvailable) {
      return undefined;
    } else {
      await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())));
    }
  }
}

/** The content of a lock file that cannot be read: free if it is a folder, else unknown. */
function holderless(error: unknown): string {
  return codeOf(error) === "EISDIR" ? FREE : "gone";
}

/** Creates the lock file with this number; undefined if it, or one with a higher number, exists. */
async function make(own: string, number: number): Promise<Held | undefined> {
  const path = join(own, `${number}.lock`);
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    if (/^(EEXIST|ENOENT)$/.test(codeOf(error))) {
      return undefined;
    }
    throw error;
  }
  await file.write(`${HELD} ${where()} ${process.pid}`, 0);
  // A process that read the folder long ago creates a number that is outdated.
  if (highest(await readdir(own).catch(() => []), "lock") === number) {
    return { number, file };
  }
  await file.close();
  await unlink(path).catch(() => {});
  return undefined;
}

/** Stores a value with the lock's number; false if a later lock exists, or a higher `sequence` is stored. */
async function store(own: string, number: number, text: string, sequence: number): Promise<boolean> {
  const temporary = join(own, `${number}.${randomUUID()}.new`);
  try {
    // The file is in the same folder: if that is removed meanwhile, the rename fails.
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const stored = await newest(own);
    const names = await readdir(own);
    if (highest(names, "lock") !== number || (stored && sequenceOf(stored.text) > sequence)) {
      await unlink(temporary);
      return false;
    }
    await rename(temporary, join(own, `${number}.json`));
    await flush(own);
    await clean(own, number, names);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return false;
    }
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** The newest value, and its number. */
async function newest(own: string): Promise<{ readonly number: number; readonly text: string } | undefined> {
  const foreign = new Set<string>();
  for (;;) {
    const names = await readdir(own).catch(none);
    // A value has the number of its lock, so a higher number is not ours.
    const last = highest(names, "lock") || Infinity;
    const ours = names.filter((name) => !foreign.has(name) && numberOf(name)! <= last);
    const number = highest(ours, "json");
    if (!number) {
      return undefined;
    }
    const name = `${number}.json`;
    try {
      return { number, text: await readFile(join(own, name), "utf8") };
    } catch (error) {
      if (codeOf(error) === "EISDIR") {
        foreign.add(name);
      } else {
        // A newer value has replaced it.
        none(error);
      }
    }
  }
}

/** Removes files with lower numbers. */
async function clean(own: string, number: number, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (numberOf(name)! < number) {
      await unlink(join(own, name)).catch(() => {});
    }
  }
}

/** Flushes the folder, so that the rename survives a power cut. Some systems cannot. */
async function flush(own: string): Promise<void> {
  try {
    const handle = await open(own, "r");
    await handle.sync().finally(() => handle.close());
  } catch {}
}

/** The highest number of our files with this extension. */
function highest(names: readonly string[], kind: "lock" | "json"): number {
  return names.reduce((most, name) => (name.endsWith(`.${kind}`) ? Math.max(most, numberOf(name) ?? 0) : most), 0);
}

/** The number of one of our files; undefined for other files, which are neither read nor removed. */
function numberOf(name: string): number | undefined {
  const number = Number(OURS.exec(name)?.[1] ?? NaN);
  return Number.isSafeInteger(number + 1) ? number : undefined;
}

function sequenceOf(text: string): number {
  return Number(/^\{"sequence":(\d+)/.exec(text)?.[1] ?? 0);
}

/** An empty list if there is no such file; rethrows other errors. */
function none(error: unknown): [] {
  if (codeOf(error) !== "ENOENT") {
    throw error;
  }
  return [];
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}

/** The machine, and on Linux its PID namespace, because a container has its own process ids. */
function where(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {}
  return encodeURIComponent(`${hostname()} ${space}`);
}

/** Whether the process that holds the lock is known to be dead. */
function isDead(holder: string): boolean {
  const [word, host, pid] = holder.split(" ");
  if (word !== HELD || host !== where() || !/^\d+$/.test(pid ?? "")) {
    return false;
  }
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}
