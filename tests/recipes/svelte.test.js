import { testBoth } from "./page.js";

testBoth("svelte");
