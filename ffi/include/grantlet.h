// Grantlet: OAuth 2.0 client token core, for C99 and C++.
//
// Conventions. Input is a grantlet_span: a pointer and a length, never ended by NUL; a pointer may
// be NULL where the length is 0. Output goes to the caller's buffer of `capacity` bytes, and
// `*need` is set to the length of the whole result: where it is more than the capacity, the status
// is GRANTLET_E_SPACE and the buffer's content is not to be used. Nothing is allocated, kept or
// shared between calls: each function is re-entrant. The status is an enum: build with the target's
// own enum size.

#ifndef GRANTLET_H
#define GRANTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The version of this interface, to compare with `GRANTLET_ABI` at boot.
#define GRANTLET_ABI 1

// What a function says of its work. The numbers do not change.
typedef enum {
  // It is done.
  GRANTLET_OK = 0,
  // A pointer is NULL, or a length is too large to be one.
  GRANTLET_E_NULL = 1,
  // The buffer is too small: `*need` is the length.
  GRANTLET_E_SPACE = 2,
  // The `code_verifier` is not 43 to 128 unreserved characters.
  GRANTLET_E_VERIFIER = 10,
} grantlet_status;

// Text or bytes of the caller's.
typedef struct {
  // The first byte; may be NULL where `length` is 0.
  const uint8_t *bytes;
  // Bytes from there.
  size_t length;
} grantlet_span;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Returns the version of the interface that the library was built with.
uint32_t grantlet_abi(void);

// Writes the `code_challenge` of a `code_verifier` by S256 (RFC 7636, section 4.2): 43 bytes.
// The verifier is secret, the challenge is not. `*need` is 43, or 0 where the verifier or a span
// is at fault; `out` may be NULL where `capacity` is 0, to ask for the length.
//
// # Safety
// The span's bytes can be read; `out` can be written for `capacity` bytes, and `need` for one
// size; the three do not overlap.
grantlet_status grantlet_code_challenge(grantlet_span code_verifier,
                                        uint8_t *out,
                                        size_t capacity,
                                        size_t *need);

// Returns whether two spans hold the same bytes, in a time that depends on their lengths only.
// False where a pointer is NULL.
//
// # Safety
// The bytes of both spans can be read.
bool grantlet_equal(grantlet_span a, grantlet_span b);

// Overwrites bytes with zeros; the compiler does not remove it. The last step after secrets.
//
// # Safety
// `bytes` is NULL, or can be written for `length` bytes.
void grantlet_wipe(uint8_t *bytes, size_t length);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GRANTLET_H */
