// The callback page of a login. Its effect runs twice, as in React's StrictMode.

import { callback } from "./app.js";

const { isTwice } = JSON.parse(localStorage.given);
let returned;
const finished = () => (isTwice ? callback() : (returned ??= callback()));
const effect = () => finished().then(({ token, returnTo }) => ({ token, said: returnTo }), ({ code, message }) => ({ said: code, message }));
window.results = [effect(), effect()];
for (const result of window.results) {
  const { said } = await result;
  document.getElementById("outcome").textContent += `[${said}]`;
}
