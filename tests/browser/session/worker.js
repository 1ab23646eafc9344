import { use } from "./tab.js";

addEventListener("message", async ({ data }) => postMessage(await use(data)));
postMessage("ready");
