import { testPage } from "./page.js";

testPage("react");
