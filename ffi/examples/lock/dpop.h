/* A DPoP proof for each request (RFC 9449): it shows that this lock holds its key. Built in by `make DPOP=1`. */
#ifndef DPOP_H
#define DPOP_H

#include "exchange.h"
#include "grantlet.h"

/* Who receives the proof. Each server has its own nonces. */
typedef enum { DPOP_AUTHORIZATION_SERVER, DPOP_API } dpop_server;

/* A proof contains the time. The lock has no clock: it takes the time from the `Date` of the last response. If there was
   no response since boot, this sends a GET without a token, and takes the time from its response. */
void dpop_learn_the_time(exchange *buffers);

/* Writes a proof for one request into the buffers: the next http_exchange sends it. `access_token` is empty at the
   token endpoint. Returns false, and prints why, if there is no proof. */
bool dpop_prove(dpop_server server, const char *method, grantlet_span url,
                grantlet_span access_token, exchange *buffers);

/* Whether the response to the last proof had a new nonce. */
bool dpop_has_new_nonce(void);

/* Whether the server bound the last token to the key. */
void dpop_set_bound(bool bound);
bool dpop_is_bound(void);

/* For http.c. dpop_field returns the header field of the proof, once. dpop_read takes the values of `DPoP-Nonce` and
   `Date` of a response; NULL if it has none. */
grantlet_span dpop_field(void);
void dpop_read(const char *nonce, const char *date);

#endif
