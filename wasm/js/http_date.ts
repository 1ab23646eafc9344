// Dates of header fields.

/** Parses an HTTP date. One of its three forms (RFC 9110, section 5.6.7) does not contain GMT; none has another zone. */
export function dateOf(date: string): number {
  return /^[A-Z][a-z]{2}.*:\d\d( GMT| \d{4})?$/.test(date) ? Date.parse(date.replace(/( GMT)?$/, " GMT")) : NaN;
}
