/* Each request shows that this lock has its key (DPoP, RFC 9449). Built in by `make DPOP=1`. */
#ifndef DPOP_H
#define DPOP_H

#include "exchange.h"
#include "grantlet.h"

/* Each server has nonces of its own. */
typedef enum { DPOP_AUTHORIZATION_SERVER, DPOP_API } dpop_server;

/* A proof says when it was made. A lock without a clock knows that from the last answer; where there was none since
   boot, this asks the server for nothing, and takes the time from its answer. */
void dpop_learn_the_time(exchange *buffers);

/* Writes a proof for one request into the buffers: the next http_exchange sends it. `access_token` is empty at the
   token endpoint. False, with a line that says why, where there is no proof. */
bool dpop_prove(dpop_server server, const char *method, grantlet_span url,
                grantlet_span access_token, exchange *buffers);

/* Whether the answer to the last proof had a nonce that is not the one before. */
bool dpop_has_new_nonce(void);

/* Whether the server bound the last token to the key. */
void dpop_set_bound(bool bound);
bool dpop_is_bound(void);

/* For http.c: the header field of the proof, once; and what an answer's header fields say, or NULL. */
grantlet_span dpop_field(void);
void dpop_read(const char *nonce, const char *date);

#endif
