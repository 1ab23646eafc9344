import { testBoth } from "./page.js";

testBoth("vue");
