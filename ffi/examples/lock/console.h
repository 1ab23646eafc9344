/* Lines for a person. Secrets have no way in: there is no function for a token. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "grantlet.h"
#include "http.h"

void say(const char *text);
void say_number(uint64_t number);

/* A line: why there is no token, with the names, numbers and the server's words that help. */
void say_fault(grantlet_status status, const grantlet_error *error);

/* A line: why there is no response, for a buffer of `capacity`. */
void say_no_response(http_result result, const http_response *response, size_t capacity);

#endif
