import { testPage } from "./page.js";

testPage("vue");
