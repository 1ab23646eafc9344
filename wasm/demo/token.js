// A token as the page shows it: its life as a line, and its members with secrets cut.

import { isExpired, refreshDue } from "./grantlet.js";
import { spell } from "./clock.js";
import { element, pairs } from "./element.js";
import { timeline } from "./timeline.js";
import { elided } from "./wire.js";

/** How the token stands now: a word, and a sentence. */
export function stateOf(token, now = Date.now()) {
  if (token.expiresAt === undefined) {
    return ["unknown", "The server did not say when it ends. Unknown is not “never”: refresh at the first 401."];
  }
  if (now < token.requestedAt - 60_000) {
    return ["expired", "The clock was set back and says nothing of the end: it counts as expired."];
  }
  if (isExpired(token)) {
    const ended = now >= token.expiresAt ? `Expired ${spell(now - token.expiresAt)} ago.` : "Its last five seconds: it counts as expired.";
    return ["expired", ended];
  }
  if (refreshDue(token)) {
    return ["due", `Refresh is due: ${spell(token.expiresAt - now)} are left.`];
  }
  return ["good", `Good for ${spell(token.expiresAt - now)}.`];
}

/** The members of a token. */
export function membersOf(token) {
  const skew = token.skew === undefined ? "unknown: the answer showed no date" : skewed(token.skew);
  return pairs(
    [
      ["accessToken", elided(token.accessToken)],
      ["tokenType", token.tokenType],
      ["expiresIn", token.expiresIn === undefined ? "unknown" : `${token.expiresIn} s`],
      ["refreshToken", token.refreshToken ? elided(token.refreshToken) : "none"],
      ["idToken", token.idToken && elided(token.idToken)],
      ["scope", token.scope],
      ["extra", Object.keys(token.extra).length ? JSON.stringify(token.extra) : undefined],
      ["skew", skew],
    ].filter(([, value]) => value !== undefined),
  );
}

/** The whole of it, and a function that moves it on. */
export function life(token) {
  const says = element("p", { class: "says" });
  const line = timeline(token);
  const shown = element("div", { class: "life" }, says, line.shown, membersOf(token));
  const tick = () => {
    const [state, sentence] = stateOf(token);
    shown.dataset.state = state;
    says.textContent = sentence;
    line.move(sentence);
    return state;
  };
  return { shown, tick };
}

export const nothing = () =>
  element("p", { class: "hint" }, "No token yet. Log in, and its life is drawn here.");

function skewed(skew) {
  // The header has whole seconds, and the answer took a moment.
  if (Math.abs(skew) < 2_000) {
    return "none: the server’s clock is this machine’s";
  }
  return `the server is ${spell(skew)} ${skew > 0 ? "ahead of" : "behind"} this machine`;
}
