// A browser's program: its profile, what it prints when it is ready, and its end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a program may take to start, in milliseconds: beside other tests this is most of it. */
const STARTS_WITHIN = 60_000;
/** How long it may take to end before it is killed, in milliseconds. */
const ENDS_WITHIN = 5_000;

/** A folder for a profile, and what removes it. */
export async function freshProfile(name) {
  const folder = await mkdtemp(join(tmpdir(), `grantlet-${name}-`));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 }) };
}

/** Starts a program, and waits until it has printed what `ready` matches, if that is given: returns the match. */
export async function started(file, args, { env, ready, stdio = ["ignore", "pipe", "pipe"] }) {
  // A group of its own: a browser's helpers end with it.
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio, detached: true });
  const failed = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`${file} ended by itself: ${code ?? signal}\n${printed}`)));
  });
  failed.catch(() => {});
  let printed = "";
  const found = new Promise((resolve) => {
    if (!ready) {
      child.once("spawn", resolve);
    }
    for (const stream of child.stdio.slice(1)) {
      stream?.on("data", (data) => {
        // What it prints later must not fill the pipe, nor the memory.
        printed = (printed + data).slice(-10_000);
        const match = ready?.exec(printed);
        if (match) {
          resolve(match);
        }
      });
    }
  });
  // Also where this process ends by an error.
  const onExit = () => signal(child, "SIGKILL");
  process.once("exit", onExit);
  const stop = async () => {
    await ended(child);
    process.off("exit", onExit);
  };
  try {
    return { match: await within(STARTS_WITHIN, Promise.race([found, failed]), `${file} to start`), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends a program and the group of processes that it started. */
async function ended(child) {
  if (child.pid === undefined) {
    return;
  }
  const isRunning = child.exitCode === null && child.signalCode === null;
  const exit = isRunning && once(child, "exit");
  signal(child, "SIGTERM");
  await Promise.race([exit, sleep(ENDS_WITHIN, undefined, { ref: false })]);
  signal(child, "SIGKILL");
}

function signal({ pid }, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // They have ended.
  }
}

/** The result of a promise; an error that names what did not come in time. */
export async function within(time, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${time} ms for ${what}`)), time);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
