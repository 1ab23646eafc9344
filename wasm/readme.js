// The tables in the package's README, each between two markers.

import { readFileSync, writeFileSync } from "node:fs";

/** Writes a table into the README and the package's copy. */
export function writeTable(mark, head, rows) {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`);
  const table = `<!-- ${mark} -->\n${lines.join("")}<!-- /${mark} -->`;
  for (const path of ["README.md", "pkg/README.md"]) {
    const readme = new URL(path, import.meta.url);
    const text = readFileSync(readme, "utf8");
    const marked = new RegExp(`<!-- ${mark} -->[^]*?<!-- /${mark} -->`);
    if (!marked.test(text)) {
      throw new Error(`${readme.pathname} has no marks for ${mark}`);
    }
    writeFileSync(readme, text.replace(marked, () => table));
  }
}
