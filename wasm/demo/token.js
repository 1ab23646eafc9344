// Shows a token: its lifetime as a line, and its members with shortened secrets.

import { isExpired, refreshDue } from "./grantlet.js";
import { spell, timeOf } from "./clock.js";
import { element, pairs } from "./element.js";
import { timeline } from "./timeline.js";
import { elided } from "./wire.js";

/** The state of the token: a word, and a sentence. */
export function stateOf(token, now = Date.now()) {
  if (!token.accessToken) {
    return ["rejected", "An API has rejected it: it is not used again."];
  }
  if (token.expiresAt === undefined) {
    return ["unknown", "The response has no expiry. Unknown is not “never”: refresh after the first 401."];
  }
  if (now < token.requestedAt - 60_000) {
    return ["expired", "The clock was set back, so the expiry is unknown: it counts as expired."];
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
  const skew = token.skew === undefined ? "unknown: the response has no date" : skewed(token.skew);
  return pairs(
    [
      ["accessToken", token.accessToken ? elided(token.accessToken) : "rejected"],
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

/** What the session does next. */
const NEXT = {
  ready: "accessToken() returns it",
  due: "The next accessToken() refreshes it.",
  in_doubt: "The refresh token was sent, and there was no response; the next accessToken() sends it again.",
  waiting: "The last attempt failed, or its token was rejected; nothing is sent",
  refused: "The server returned an error that does not pass by itself: somebody must look; nothing is sent",
  ended: "Log in.",
};

/** Shows a session and its token, and returns a function that updates both. */
export function life(token) {
  const word = element("b", { class: "word" });
  const next = element("p", { class: "session" });
  const session = element("p", {}, element("code", {}, "session.state()"), " is ", word);
  const says = element("p", { class: "says" }, token ? "" : "No token yet. Get one, and its lifetime is drawn here.");
  const line = token && timeline(token);
  const shown = element("div", { class: "life" }, says, ...(token ? [line.shown] : []), element("div", {}, session, next));
  if (token) {
    shown.append(membersOf(token));
  }
  const tick = ({ state, until }) => {
    word.textContent = state.replace("_", " ");
    word.classList.toggle("ready", state === "ready");
    next.textContent = `${NEXT[state]}${whenOf(state, until)}`;
    if (token) {
      [, says.textContent] = stateOf(token);
      line.move(says.textContent);
    }
  };
  return { shown, tick };
}

/** The remaining time of a pause. */
function whenOf(state, until) {
  if (state === "ready") {
    return until ? ` until ${timeOf(until)}.` : ".";
  }
  return until ? ` for ${spell(until - Date.now() + 999)}.` : "";
}

function skewed(skew) {
  // The header has whole seconds, and the response took a moment.
  if (Math.abs(skew) < 2_000) {
    return "none: the clocks agree";
  }
  return `the server is ${spell(skew)} ${skew > 0 ? "ahead of" : "behind"} this machine`;
}
