// A page that shows what only its user may see.

import { key, login, session, store } from "./app.js";

const shown = document.getElementById("data");
const show = async (said) => {
  const { state } = await session.state();
  shown.textContent = said + (state === "ended" ? "logged out" : "private");
};
session.onChange(({ type }) => show(`${type}: `));
show("");
window.app = { key, login, session, store };
