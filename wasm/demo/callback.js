// The callback page of a login in a popup or a hidden frame.

import { postCallback } from "./grantlet.js"; // "grantlet" in your app

postCallback();
