/* Vectors: what is given to a function of the library, and the verdict expected. The table is written by
   tests/vectors from ../shared/vectors. */
#ifndef VECTORS_H
#define VECTORS_H

#include "grantlet.h"

typedef struct vector {
    /* The file and the case. */
    const char *name;
    /* Calls the library and says what came of it. */
    void (*call)(const struct vector *);
    /* Makes the profile that it is called with, of grantlet_rfc6749. */
    void (*bend)(void);
    /* Of a response the HTTP status, of a callback URL the rule for iss. */
    uint16_t number;
    size_t length;
    const grantlet_span *given;
    grantlet_span expected;
} vector;

extern const vector vectors[];
extern const size_t vectors_length;

/* Where what is given is changed and what is written goes: the longest of the table fits. */
extern uint8_t room[];
extern const size_t room_size;

void call_response(const vector *);
void call_code_callback(const vector *);
void call_implicit_callback(const vector *);
void call_form(const vector *);
void call_form_pairs(const vector *);
void call_verifier(const vector *);
void call_challenge(const vector *);
void call_basic(const vector *);
void call_refresh(const vector *);
void call_code_request(const vector *);
void call_client_credentials(const vector *);
void call_password(const vector *);
void call_code_url(const vector *);
void call_implicit_url(const vector *);
void call_http_date(const vector *);
void call_retry_after(const vector *);

void bend_nothing(void);
void bend_extra_x(void);
void bend_type_example(void);
void bend_no_pkce(void);
void bend_auth_body(void);

#endif
