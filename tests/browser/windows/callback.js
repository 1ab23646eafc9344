import { postCallback } from "/grantlet/index.js";

postCallback();
