const app = document.getElementById("app");
const { serviceWorker } = navigator;

await serviceWorker.register("/sw.js");
await serviceWorker.ready;
if (serviceWorker.controller) {
  const response = await fetch(`${ISSUER}/me`);
  if (response.ok) {
    const { name } = await response.json();
    app.replaceChildren(`Logged in as ${name} `, button("Log out", "/logout"));
  } else {
    app.replaceChildren(button("Log in", "/login"));
  }
} else {
  // The first visit, or a reload past the worker.
  location.reload();
}

function button(textContent, path) {
  return Object.assign(document.createElement("button"), { textContent, onclick: () => location.assign(path) });
}
