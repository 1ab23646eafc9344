// The reporter for `node --test`: each failure, what a test says of itself, and the number of tests of each kind.

export default async function* report(source) {
  const all = { passed: 0, failed: 0, skipped: 0 };
  let these = { ...all };
  const line = ({ passed, failed, skipped }) =>
    `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}\n`;
  for await (const { type, data } of source) {
    // Those of the run itself, which nest in nothing, are counted below.
    if (type === "test:diagnostic" && data.nesting > 0) {
      yield `${data.message}\n`;
    }
    if (type !== "test:pass" && type !== "test:fail") {
      continue;
    }
    const { name, nesting, skip, details } = data;
    // A suite usually fails only because one of its tests failed.
    const isOfAnother = details.error?.failureType === "subtestsFailed";
    if (type === "test:fail" && !isOfAnother) {
      yield `\n✖ ${name}\n${details.error?.cause?.stack ?? details.error?.cause ?? details.error}\n\n`;
    }
    if (details.type !== "suite" || (type === "test:fail" && !isOfAnother)) {
      const kind = type === "test:fail" ? "failed" : skip === undefined ? "passed" : "skipped";
      all[kind]++;
      these[kind]++;
    }
    if (details.type === "suite" && nesting === 0) {
      yield `${name}: ${line(these)}`;
      these = { passed: 0, failed: 0, skipped: 0 };
    }
  }
  yield line(all);
}
