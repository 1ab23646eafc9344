// Files as a session's storage, with a lock: for the Node.js processes of one machine.

/// <reference types="node" />

import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, readdir, rename, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import type { LockingStore } from "./session.js";

/** How a lock's file starts: once its holder has let go, and before. */
const FREE = "F";
const HELD = "held";
/** What our files are named. */
const OURS = /^([1-9]\d*)\.(?:lock|json|[0-9a-f-]{36}\.new)$/;

/**
 * A folder as the storage of a `Session`, for several processes of one machine; not for a network's file
 * system. Only its owner can read it.
 *
 * Each key has a folder. Whoever takes the lock makes the file of the next number, which only one can
 * make, and stores beside it, by a file that is written whole, flushed and renamed. What is read is what
 * has the highest number: a holder who stood still too long overwrites nothing newer. The lock of a
 * process that died is free at once, that of any other after three times as long as a request may take.
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
        // Where this fails, the lock ends by itself.
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

/** Takes the lock, by the file of the next number. */
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

/** A folder of such a name holds no lock; of a file that cannot be read nothing is known. */
function holderless(error: unknown): string {
  return codeOf(error) === "EISDIR" ? FREE : "gone";
}

/** Makes the file of a number; none where another has it, or a higher one. */
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
  // Whoever read the folder long ago made a number that has been and gone.
  if (highest(await readdir(own).catch(() => []), "lock") === number) {
    return { number, file };
  }
  await file.close();
  await unlink(path).catch(() => {});
  return undefined;
}

/** Stores as the holder of a number; false where a later one holds the lock, or a later text is stored. */
async function store(own: string, number: number, text: string, sequence: number): Promise<boolean> {
  const temporary = join(own, `${number}.${randomUUID()}.new`);
  try {
    // In the folder: where that is removed meanwhile, there is nothing left to rename.
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

/** The newest text, and its number. */
async function newest(own: string): Promise<{ readonly number: number; readonly text: string } | undefined> {
  const foreign = new Set<string>();
  for (;;) {
    const names = await readdir(own).catch(none);
    // Whoever stored had the lock of the same number: what has a higher one is not ours.
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
        // A later one has taken its place.
        none(error);
      }
    }
  }
}

/** Removes what a stored text and a held lock have left behind. */
async function clean(own: string, number: number, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (numberOf(name)! < number) {
      await unlink(join(own, name)).catch(() => {});
    }
  }
}

/** A renamed file outlives a power cut once its folder is flushed; not each system can. */
async function flush(own: string): Promise<void> {
  try {
    const handle = await open(own, "r");
    await handle.sync().finally(() => handle.close());
  } catch {}
}

/** The highest number of our own files of a kind. */
function highest(names: readonly string[], kind: "lock" | "json"): number {
  return names.reduce((most, name) => (name.endsWith(`.${kind}`) ? Math.max(most, numberOf(name) ?? 0) : most), 0);
}

/** The number of a file that is ours; no other file is looked at, or removed. */
function numberOf(name: string): number | undefined {
  const number = Number(OURS.exec(name)?.[1] ?? NaN);
  return Number.isSafeInteger(number + 1) ? number : undefined;
}

function sequenceOf(text: string): number {
  return Number(/^\{"sequence":(\d+)/.exec(text)?.[1] ?? 0);
}

/** Nothing, where there is no such file. */
function none(error: unknown): [] {
  if (codeOf(error) !== "ENOENT") {
    throw error;
  }
  return [];
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}

/** The machine, and on Linux the space that its process ids are of: that of a container is its own. */
function where(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {}
  return encodeURIComponent(`${hostname()} ${space}`);
}

/** Whether the process that holds a lock is known to have died. */
function isDead(holder: string): boolean {
  const [word, place, pid] = holder.split(" ");
  if (word !== HELD || place !== where() || !/^\d+$/.test(pid ?? "")) {
    return false;
  }
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
}
