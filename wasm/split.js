// One module cut into several: what every page runs, and what only some calls need, which takes the rest from the first.

/**
 * The text of a module as several: the first, and one for each list of exports in `parts`, with the functions that
 * the first does not need. Each imports all that it shares with the first, by letters, from `core`. Data and tables
 * stay in the first.
 */
export function split(text, parts) {
  const forms = formsOf(text);
  const of = (kind) => forms.filter((form) => form.startsWith(`(${kind} `));
  const functions = new Map(of("func").map((form) => [nameOf(form), form]));
  const isOf = (names) => (form) => form.startsWith("(export ") && names.includes(/"(\w+)"/.exec(form)[1]);
  const rest = forms.filter((form) => !form.startsWith("(func ") && !isOf(parts.flat())(form));
  const first = reached(functions, rest.flatMap(functionsIn));
  const others = parts.map((names) => {
    const exports = forms.filter(isOf(names));
    const own = [...reached(functions, exports.flatMap(functionsIn))].filter((name) => !first.has(name));
    return { own, exports, bodies: own.map((name) => functions.get(name)) };
  });

  const shared = new Map([["memory", ["memory", "1", "memory"]]]);
  const take = (name, kind, type) => shared.has(name) || shared.set(name, [kind, type, shared.size.toString(36)]);
  const sharedBy = others.map(({ own, bodies }) => {
    const taken = ["memory"];
    const isUsed = (pattern) => bodies.some((body) => pattern.test(body));
    for (const form of of("global")) {
      const name = nameOf(form);
      if (isUsed(new RegExp(`\\(global\\.[gs]et ${quoted(name)}[\\s)]`))) {
        take(name, "global", /\(mut \w+\)|\w+/.exec(form.slice(`(global ${name} `.length))[0]);
        taken.push(name);
      }
    }
    if (isUsed(/\(call_indirect /)) {
      take("table", "table", "0 funcref");
      taken.push("table");
    }
    for (const name of new Set(bodies.flatMap(functionsIn))) {
      if (!own.includes(name)) {
        // Its parameters and its result, which the first line has.
        take(name, "func", functions.get(name).split("\n")[0].slice(`(func ${name} `.length));
        taken.push(name);
      }
    }
    return taken;
  });
  // The one memory and the one table have the same name, and a function may have it too.
  const symbol = (name) => (name === "table" || name === "memory" ? "$0" : name);
  const shown = [...shared].slice(1).map(([name, [kind, , letter]]) => `(export "${letter}" (${kind} ${symbol(name)}))`);
  const imported = (name) => {
    const [kind, type, letter] = shared.get(name);
    return `(import "core" "${letter}" (${kind} ${symbol(name)} ${type}))`;
  };
  const module = (...parts) => `(module\n${parts.flat().join("\n")}\n)\n`;
  return [
    module(rest, shown, [...first].map((name) => functions.get(name))),
    ...others.map(({ exports, bodies }, index) => module(of("type"), sharedBy[index].map(imported), bodies, exports)),
  ];
}

const nameOf = (form) => /^\(\w+ (\$[^\s()]+)/.exec(form)[1];
const quoted = (name) => name.replaceAll("$", "\\$");

/** The forms that a module's text has, each at the start of a line of its own. */
function formsOf(text) {
  const forms = text.split(/^ (?=\()/m).slice(1);
  return forms.map((form) => form.trimEnd()).map((form, index) => (index + 1 < forms.length ? form : form.slice(0, -1).trimEnd()));
}

/** The functions that a form names. */
function functionsIn(form) {
  const calls = [...form.matchAll(/\((?:call|return_call|ref\.func) (\$[^\s()]+)/g)];
  const exported = /^\(export "\w+" \(func (\$[^\s()]+)/.exec(form);
  const elements = form.startsWith("(elem ") ? [...form.matchAll(/ (\$[^\s()]+)/g)].slice(1) : [];
  return [...calls, ...(exported ? [exported] : []), ...elements].map(([, name]) => name);
}

/** The functions that are reached from these. */
function reached(functions, names) {
  const seen = new Set();
  const open = [...names];
  for (let name; (name = open.pop()); ) {
    if (functions.has(name) && !seen.has(name)) {
      seen.add(name);
      open.push(...functionsIn(functions.get(name)));
    }
  }
  return seen;
}
