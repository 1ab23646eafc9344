// The browsers, by one interface:
//
//   launch({ thirdPartyCookies }) → { context(), close() }; where that is not set, with the cookies of a new profile
//   context() → { open(), tabs(), said, close() }, with no cookies and no storage; in WebKit one at a time
//   open(), tabs() → Tab, see tab.js

import { accessSync, constants } from "node:fs";
import { launch as chromium } from "./chromium.js";
import { launch as firefox } from "./firefox.js";
import { BROWSER, launch as webkit } from "./webkit.js";

/** Each browser, its programs, and the packages of Debian that have them. */
export const BROWSERS = {
  chromium: { launch: chromium, programs: ["chromium"], packages: "chromium" },
  firefox: { launch: firefox, programs: ["firefox-esr"], packages: "firefox-esr" },
  webkit: { launch: webkit, programs: ["WebKitWebDriver", BROWSER, "Xvfb"], packages: "webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb" },
};

/** Why a browser cannot be tested; false if it can. */
export function missing(name) {
  const { programs, packages } = BROWSERS[name];
  const absent = programs.filter((program) => !isThere(program));
  return absent.length > 0 && `${name} is missing. Type: sudo apt-get install -y ${packages}`;
}

function isThere(program) {
  const folders = program.startsWith("/") ? [""] : (process.env.PATH ?? "").split(":").map((folder) => `${folder}/`);
  return folders.some((folder) => {
    try {
      accessSync(folder + program, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
