// A module of its own as JavaScript, which the build generates with wasm2js.

import type { Module } from "./abi.js";

export function instantiate<T extends Module>(imports: object): T;
