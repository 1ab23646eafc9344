import { testBoth } from "./page.js";

testBoth("esm");
