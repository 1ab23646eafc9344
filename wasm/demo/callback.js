// The page that a login in a popup or a hidden frame comes back to.

import { postCallback } from "./grantlet.js"; // "grantlet" in your app

postCallback();
