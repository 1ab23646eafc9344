// What axe finds in a page.

import { readFileSync } from "node:fs";
import { skip, tools } from "./world.js";

const axe = skip ? "" : readFileSync(tools.resolve("axe-core/axe.min.js"), "utf8");

export async function violationsOf(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
