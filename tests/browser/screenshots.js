// Writes the pictures of docs/: the page in light and dark, on a desktop and a phone.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { smaller } from "./png.js";
import { inBrowser, logIn, outcome } from "./world.js";

const FOLDER = fileURLToPath(new URL("../../docs/", import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

async function first(page, base) {
  await page.goto(base);
  await page.locator("#log-in:enabled").waitFor();
}

async function loggedIn(page, base) {
  await logIn(page, base);
  await outcome(page).getByText("Logged in.").waitFor();
}

async function renewed(page, base) {
  await logIn(page, base, "Implicit");
  await outcome(page).getByText("Logged in.").waitFor();
  await page.locator("#renew").click();
  await outcome(page).getByText("A new token").waitFor();
  await page.locator("#token-title").evaluate((title) => title.closest(".card").scrollIntoView());
}

mkdirSync(FOLDER, { recursive: true });
for (const [name, viewport, colorScheme, show] of [
  ["desktop-light", DESKTOP, "light", loggedIn],
  ["desktop-dark", DESKTOP, "dark", renewed],
  ["phone-light", PHONE, "light", first],
  ["phone-dark", PHONE, "dark", renewed],
]) {
  await inBrowser(async ({ page, base }) => {
    await show(page, base);
    // No button looks hovered.
    await page.mouse.move(0, 0);
    // The line's time is drawn each second.
    await page.waitForTimeout(1_200);
    const picture = smaller(await page.screenshot());
    writeFileSync(`${FOLDER}${name}.png`, picture);
    console.log(`docs/${name}.png: ${picture.length} bytes`);
  }, { viewport, colorScheme, reducedMotion: "reduce" });
}
