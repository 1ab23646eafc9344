/* Lines for a person. Secrets have no way in: there is no function for a token. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include "grantlet.h"

void say(const char *text);
void say_number(uint64_t number);

/* Text of the server's, which may be hostile: what could steer a terminal becomes '?'. */
void say_wire(grantlet_span text);

#endif
