using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["public", "local"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "cookies.js", esModule = embed "cookies.js"),
    (name = "oauth4webapi", esModule = embed "../../node_modules/oauth4webapi/build/index.js"),
  ],
  bindings = [
    (name = "ISSUER", fromEnvironment = "ISSUER"),
    (name = "CLIENT_ID", fromEnvironment = "CLIENT_ID"),
    (name = "CLIENT_SECRET", fromEnvironment = "CLIENT_SECRET"),
    (name = "COOKIE_KEY", fromEnvironment = "COOKIE_KEY"),
  ],
  compatibilityDate = "2026-11-01",
);
