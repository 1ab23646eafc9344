# The worker, with loopback as its network.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "loopback", network = (allow = ["127.0.0.0/8"], deny = [])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "inlined", esModule = embed "index.js"),
    (name = "grantlet/core.wasm", wasm = embed "core.wasm"),
  ],
  compatibilityDate = "2026-11-01",
  globalOutbound = "loopback",
);
