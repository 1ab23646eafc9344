// The settings of the shared tables, by the names and in the lists of JavaScript.

/** `scope_separator` as `scopeSeparator`. */
export const named = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());

/** The settings of a row of the table, whose lists are strings of C, with the lists of JavaScript. */
export function settingsOf(profile) {
  const words = (text, separator) => text.split(separator).filter(Boolean);
  const pairs = (text, separator) => words(text, separator).map((word) => /^([^=]*)(?:=([^]*))?$/.exec(word).slice(1));
  const object = (text) => Object.fromEntries(pairs(text, " "));
  const errors = (text) => pairs(text, "\n").map((pair) => pair.filter((part) => part !== undefined));
  const shape = (text) => {
    const [, inside, names] = /^ *(error\/)?([^]*)$/.exec(text);
    const [code, description, number] = words(names, " ").map((name) => (name === "-" ? undefined : name));
    return { code, description, number, insideError: inside !== undefined };
  };
  const list = (text) => words(text, " ");
  const lists = {
    headers: object,
    rename: object,
    grant_types: object,
    response_names: object,
    expires_at: object,
    order: list,
    errors: (text) => text.split(",").filter(() => text).map(shape),
    ends_on: errors,
    retry_on: errors,
    token_types: list,
    extra: list,
    servers: (text) => errors(text.replaceAll(" ", "\n")),
  };
  return Object.fromEntries(Object.entries(profile).map(([name, value]) => [named(name), lists[name]?.(value) ?? value]));
}
