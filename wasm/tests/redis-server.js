// A Redis server on a free port of loopback, clients of two packages, and a log of all writes.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { createClient } from "@redis/client";
import { Redis } from "ioredis";

/** Starts it, with further options; `stop` ends it, `kill` as a power cut does. */
export async function startRedis(program, ...more) {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  const options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...more];
  const server = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes("Ready to accept connections")) {
      break;
    }
  }
  server.stdout.resume();
  const ended = once(server, "exit");
  const ends = (signal) => async () => {
    server.kill(signal);
    await ended;
  };
  return { port, stop: ends("SIGTERM"), kill: ends("SIGKILL") };
}

/** How each of the two packages sends a command, as documented. */
export const CLIENTS = {
  async redis(port) {
    const client = createClient({ socket: { host: "127.0.0.1", port } });
    await client.connect();
    return { send: (command) => client.sendCommand(command), close: () => client.close() };
  },
  async ioredis(port) {
    const client = new Redis(port, "127.0.0.1");
    return { send: ([name, ...rest]) => client.call(name, ...rest), close: () => client.quit() };
  },
};

/** All later writes, as the server reports them: a list of `{ key, text }`. */
export async function monitor(port) {
  const socket = connect(port, "127.0.0.1");
  const lines = createInterface({ input: socket });
  const stored = [];
  socket.write("MONITOR\r\n");
  await once(lines, "line");
  lines.on("line", (line) => {
    const [, key, text] = /lua\] "SET" "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    if (key) {
      stored.push({ key, ...JSON.parse(JSON.parse(`"${text}"`)) });
    }
  });
  return { stored, close: () => socket.destroy() };
}
