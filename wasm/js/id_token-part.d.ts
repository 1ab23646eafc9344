// The part of the core's module that reads an `id_token`, which the build makes.

declare const part: string;
export default part;
