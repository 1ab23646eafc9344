// Options that several functions have, by type: see `checked`.

/** Options of functions that send, and of functions that request a scope. */
export const SENDING = "f fetch g signal n timeout responseLimit";
export const ASKING = "s scope a params";
