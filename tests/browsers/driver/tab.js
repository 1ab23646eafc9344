// A tab or window: what each browser's own has in common.

import { setTimeout as sleep } from "node:timers/promises";
import { within } from "./program.js";

/** How long a wait takes at most, in milliseconds. */
export const LONGEST = 45_000;
const LOOK = 40;
/** How long one look at a page takes at most, in milliseconds. */
const LOOKS_WITHIN = 3_000;

/** The text of a function that calls `work` with a JSON array of arguments, and returns its result as JSON. */
export const calling = (work) => `async (given) => JSON.stringify(await (${work})(...JSON.parse(given)))`;

/**
 * What a test does with a tab. A browser's own has
 *
 *   goto(url), reload()            until the page is loaded
 *   evaluate(work, ...given)       a function in the page, whose arguments and result are JSON; waits for a promise
 *   click(selector)                a click of a mouse, which counts as the user's
 *   front()                        as a click on the tab
 *   screenshot()                   a PNG
 *   close()
 */
export class Tab {
  /** Waits until a function in the page returns something truthy; returns it. A navigation on the way is waited for. */
  async until(work, ...given) {
    const end = Date.now() + LONGEST;
    for (let last = "nothing"; ; await sleep(LOOK)) {
      try {
        // Firefox never responds where the page was left meanwhile.
        const result = await within(LOOKS_WITHIN, this.evaluate(work, ...given), "a look");
        if (result) {
          return result;
        }
        last = JSON.stringify(result);
      } catch (error) {
        last = error.message;
      }
      if (Date.now() > end) {
        throw new Error(`waited ${LONGEST} ms for ${work}, ${JSON.stringify(given)}: ${last}\n${await this.shown()}`);
      }
    }
  }

  url() {
    return this.evaluate(() => location.href);
  }

  /** The text of the first element that a selector finds. */
  text(selector) {
    return this.until((selector) => document.querySelector(selector)?.textContent, selector);
  }

  /** Waits until the text of an element matches. */
  says(selector, pattern) {
    return this.until(
      (selector, source, flags) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.trim()).find((text) => new RegExp(source, flags).test(text)),
      selector,
      pattern.source,
      pattern.flags,
    );
  }

  /** Waits until an address starts so, and has been loaded. */
  arrivesAt(start) {
    return this.until((start) => location.href.startsWith(start) && document.readyState === "complete", start);
  }

  /** Where an element is in the window, once it can be clicked: in the view, enabled, at rest, and covered by nothing. */
  centerOf(selector) {
    return this.until(async (selector) => {
      const element = document.querySelector(selector);
      if (!element || element.disabled || document.readyState !== "complete") {
        return undefined;
      }
      element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const center = () => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      };
      const before = center();
      // The page may still scroll, or change above it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const at = center();
      const hit = document.elementFromPoint(at.x, at.y);
      const isHit = hit && (element.contains(hit) || hit.contains(element));
      // A browser rounds where it scrolls to, a moment later.
      const isStill = Math.abs(at.x - before.x) <= 1 && Math.abs(at.y - before.y) <= 1;
      return isHit && isStill ? at : undefined;
    }, selector);
  }

  /** The page in words, for a failure. */
  shown() {
    const looked = this.evaluate(() => `${location.href}\n${document.body?.innerText.slice(0, 500)}`);
    return within(LOOKS_WITHIN, looked, "a look").catch(({ message }) => message);
  }
}
