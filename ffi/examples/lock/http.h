/* One request and its response over a line of bytes, HTTP/1.1 (RFC 9112). */
#ifndef HTTP_H
#define HTTP_H

#include "grantlet.h"

/* A peer that is silent for so long does not respond any more. */
#define HTTP_SILENCE_MS 10000u

/* The time for one whole exchange, with a peer that sends a byte now and then. */
#define HTTP_TIMEOUT_MS 120000u

/* Where a response has neither Content-Length nor chunks, its end is the end of the connection. A
   UART shows no such end, so this much silence stands for it. */
#define HTTP_END_MS 2000u

/* This much silence before a request shows that nothing of an earlier response is on its way. */
#define HTTP_QUIET_MS 200u

typedef enum {
    HTTP_OK,
    HTTP_NO_RESPONSE, /* nothing that begins like one came in time */
    HTTP_CUT_OFF,     /* it began, and did not end in time */
    HTTP_GARBLED,     /* it is not HTTP */
    HTTP_TOO_LARGE    /* the body does not fit: response->length is what the buffer needs */
} http_result;

typedef struct {
    uint16_t status;
    size_t length;        /* of the body */
    uint32_t retry_after; /* seconds, 0 where there is none; a date in its place is not read */
} http_response;

/* Sends a request and reads the response's body into `body`. A redirect is a response, and not followed:
   the request holds secrets. */
http_result http_exchange(const char *method, const grantlet_request *request, uint8_t *body,
                          size_t capacity, http_response *response);

#endif
