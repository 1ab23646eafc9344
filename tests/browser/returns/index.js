// A page that shows what only its user may see.

import { login, session } from "./app.js";

const shown = document.getElementById("data");
const show = async () => {
  const { state } = await session.state();
  shown.textContent = state === "ended" ? "logged out" : "private";
};
session.onChange(show);
show();
window.app = { login, session };
