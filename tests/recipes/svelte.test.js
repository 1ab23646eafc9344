import { testPage } from "./page.js";

testPage("svelte");
