// Assertions for runtimes without `node:assert`, such as a worker.

/** Shows a value in a message. */
const shown = (value) => {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return String(text).slice(0, 200);
};

export function fail(message) {
  throw new Error(message);
}

export function ok(value, message = "it does not hold") {
  if (!value) {
    fail(message);
  }
}

export function equal(actual, expected, message = "") {
  ok(Object.is(actual, expected), `${message} ${shown(actual)} is not ${shown(expected)}`);
}

export function notEqual(actual, other, message = "") {
  ok(!Object.is(actual, other), `${message} both are ${shown(actual)}`);
}

export function deepEqual(actual, expected, message = "") {
  ok(isSame(actual, expected), `${message} ${shown(actual)} is not ${shown(expected)}`);
}

/** Whether two JSON values, or `undefined`, are equal. */
function isSame(a, b) {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) {
    return false;
  }
  const [names, others] = [Object.keys(a), Object.keys(b)];
  const isAList = Array.isArray(a) === Array.isArray(b);
  return isAList && names.length === others.length && names.every((name) => isSame(a[name], b[name]));
}

/** Asserts that it throws an error with these members, or one that the function accepts. */
export function throws(run, expected, message = "") {
  try {
    run();
  } catch (error) {
    compare(error, expected, message);
    return;
  }
  fail(`${message} nothing was thrown, where ${shown(expected)} was due`);
}

/** As `throws`, for a promise. */
export async function rejects(promise, expected, message = "") {
  try {
    await promise;
  } catch (error) {
    compare(error, expected, message);
    return;
  }
  fail(`${message} nothing was rejected, where ${shown(expected)} was due`);
}

function compare(error, expected, message) {
  if (typeof expected === "function") {
    ok(expected(error), `${message} ${error?.stack}`);
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    equal(error?.[name], value, `${message} ${error?.stack}: ${name}`);
  }
}
