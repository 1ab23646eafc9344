/* What is outside of the library: a socket on loopback, entropy, a clock, a user, and a key in another process. */
#ifndef OUTSIDE_H
#define OUTSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "grantlet.h"

#define REDIRECT_URI "http://127.0.0.1:9999/cb"

/* Ends the program unless it holds. */
#define NEEDS(holds) needs((holds), #holds, __FILE__, __LINE__)
void needs(bool holds, const char *what, const char *file, int line);

bool is(grantlet_span span, const char *text);
/* A string of its own for each call, ended by NUL, until the program ends. */
char *kept(grantlet_span span);

/* A response as it was received. The header fields have length 0 where it has none. */
typedef struct response {
    uint16_t status;
    char *body;
    size_t length;
    grantlet_span dpop_nonce, challenge;
} response;

/* Sends a request, with a header field more: a name and its value, or NULL. */
response send_request(const grantlet_request *request, const char *name, const char *value);
/* Fetches a document with at most two header fields, each a line ended by CR LF. */
response fetch(const char *url, const char *headers);

uint64_t now(void);
void entropy(uint8_t bytes[32]);

/* The key: its public half is an uncompressed point, and it signs digests, as a secure element does: in DER. */
extern const uint8_t key_point[65];
grantlet_span key_sign(const uint8_t digest[32]);
/* Whether an RS256 signature is valid, by a library for TLS. */
bool rs256_verifies(const grantlet_id_token_signature *signature);
/* The user opens a URL, logs in, and comes back. */
char *browse(grantlet_span url);

#endif
