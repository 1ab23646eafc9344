// A worker that listens to the session of the page.

import { Session, indexedDbStore } from "/grantlet/index.js";

self.onmessage = ({ data: client }) => {
  new Session(client, indexedDbStore()).onChange((change) => self.postMessage(change));
  self.postMessage({ type: "listening" });
};
