/* A device at this server: its profile, its clients, and what its key signs. */
#ifndef DEVICE_H
#define DEVICE_H

#include "outside.h"

extern const grantlet_profile profile;
extern const char *issuer;
extern grantlet_error error;

/* A URL of the server's. */
const char *at(const char *path);
grantlet_client client_of(const char *id);
/* 256 random bits, as a name that is used once. */
grantlet_span unique(void);
grantlet_span point(void);
char *signed_by_key(const grantlet_unsigned_jws *made);
/* The value of the header field `DPoP` of one request. */
char *proof_of(const char *method, grantlet_span url, const grantlet_dpop_nonce *nonce, const char *access_token);
grantlet_assertion assertion_of(const char *client_id);
/* What shows a request to be the client's, once; nothing of a client that has no key. */
grantlet_options asserted(const char *client_id);
grantlet_token token_of(const response *received);

#endif
