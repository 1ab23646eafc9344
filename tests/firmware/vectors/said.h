/* What a judge says, compared with what is owed as it is said: the longest verdict needs no room. */
#ifndef SAID_H
#define SAID_H

#include "grantlet.h"

void said_begin(grantlet_span owed);
/* The same, and what is said is shown. */
void said_show(void);

void said(const char *text);
void said_span(grantlet_span text);
void said_number(uint64_t number);
/* A line of a name and its value; spans only where there is something. */
void said_text_line(const char *name, grantlet_span text);
void said_number_line(const char *name, uint64_t number);

/* Whether all was said that is owed, and nothing else. */
bool said_what_is_owed(void);

#endif
