// One module cut into two: what every page runs, and what only some calls need, which takes the rest from the first.

/**
 * The text of a module as two: the second has the exports `later`, and the functions that nothing else needs. It
 * imports all that it shares with the first, by letters, from `core`. Data and tables stay in the first.
 */
export function split(text, later) {
  const forms = formsOf(text);
  const of = (kind) => forms.filter((form) => form.startsWith(`(${kind} `));
  const functions = new Map(of("func").map((form) => [nameOf(form), form]));
  const isLater = (form) => form.startsWith("(export ") && later.includes(/"(\w+)"/.exec(form)[1]);
  const rest = forms.filter((form) => !form.startsWith("(func ") && !isLater(form));
  const first = reached(functions, rest.flatMap(functionsIn));
  const second = [...reached(functions, forms.filter(isLater).flatMap(functionsIn))].filter((name) => !first.has(name));
  const bodies = second.map((name) => functions.get(name));

  const shared = [["memory", "$0", "1"]];
  const isUsed = (pattern) => bodies.some((body) => pattern.test(body));
  for (const form of of("global").filter((form) => isUsed(new RegExp(`\\(global\\.[gs]et ${quoted(nameOf(form))}[\\s)]`)))) {
    shared.push(["global", nameOf(form), /\(mut \w+\)|\w+/.exec(form.slice(`(global ${nameOf(form)} `.length))[0]]);
  }
  if (isUsed(/\(call_indirect /)) {
    shared.push(["table", "$0", "0 funcref"]);
  }
  for (const name of new Set(bodies.flatMap(functionsIn))) {
    if (!second.includes(name)) {
      // Its parameters and its result, which the first line has.
      shared.push(["func", name, functions.get(name).split("\n")[0].slice(`(func ${name} `.length)]);
    }
  }
  const letters = shared.map((_, index) => (index ? index.toString(36) : "memory"));
  const shown = shared.slice(1).map(([kind, name], index) => `(export "${letters[index + 1]}" (${kind} ${name}))`);
  const taken = shared.map(([kind, name, type], index) => `(import "core" "${letters[index]}" (${kind} ${name} ${type}))`);
  const module = (...parts) => `(module\n${parts.flat().join("\n")}\n)\n`;
  return [
    module(rest, shown, [...first].map((name) => functions.get(name))),
    module(of("type"), taken, bodies, forms.filter(isLater)),
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
