// The tabs of this page, which need a token at the same moment.

import { followClock } from "./clock.js";
import { sessionOf } from "./sessions.js";

const channel = new BroadcastChannel("grantlet demo");

/** This tab's name, for the others. */
export const me = (sessionStorage.tab ??= Math.random().toString(36).slice(2, 5));
const others = new Set();

/** Joins the tabs. `changed` gets their number, `done` what each tab did in the latest race. */
export function joinTabs({ grantOf, changed, done }) {
  let [latest, reports, races] = ["", [], 0];
  const take = (report) => {
    if (report.race !== latest) {
      [latest, reports] = [report.race, []];
    }
    reports.push(report);
    done(reports);
  };
  const run = async ({ race, key, ahead }) => {
    // The storage event may arrive after this message.
    followClock(ahead);
    const report = { type: "done", race, tab: me, sent: 0 };
    const counted = (work) => (...given) => {
      report.sent += 1;
      return work(...given);
    };
    const { renew, ...grant } = grantOf(key);
    try {
      const session = sessionOf({ ...grant, renew: renew && counted(renew) }, counted(fetch));
      const accessToken = await session.accessToken();
      report.end = accessToken.slice(-4); // tells tokens apart
    } catch (error) {
      report.failed = error.code ?? error.name;
    }
    channel.postMessage(report);
    take(report);
  };
  const tell = (type) => channel.postMessage({ type, tab: me });
  const heard = {
    hello: ({ tab }) => {
      heard.here({ tab });
      tell("here");
    },
    here: ({ tab }) => changed(others.add(tab).size + 1),
    bye: ({ tab }) => {
      others.delete(tab);
      changed(others.size + 1);
    },
    race: run,
    done: take,
  };
  channel.onmessage = ({ data }) => heard[data.type](data);
  changed(1);
  tell("hello");
  addEventListener("pagehide", () => tell("bye"));
  addEventListener("pageshow", ({ persisted }) => persisted && tell("hello"));
  /** Makes every tab request this grant's token, with the clock this far ahead. */
  return (key, ahead) => {
    const race = { type: "race", race: `${me} ${(races += 1)}`, key, ahead };
    channel.postMessage(race);
    run(race);
  };
}
