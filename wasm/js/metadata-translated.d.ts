// The module that reads metadata as JavaScript, which the build generates with wasm2js.

import type { Metadata } from "./abi.js";

export function instantiate(imports: object): Metadata;
