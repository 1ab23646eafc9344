/* The output of a call, compared with what is expected as it is written: the longest verdict needs no buffer. */
#ifndef SAID_H
#define SAID_H

#include "grantlet.h"

void output_begin(grantlet_span expected);
/* The same, and the output is shown. */
void output_show(void);

void output_text(const char *text);
void output_span(grantlet_span text);
void output_number(uint64_t number);
/* A line of a name and its value; spans only where there is something. */
void output_text_line(const char *name, grantlet_span text);
void output_number_line(const char *name, uint64_t number);

/* Whether all that is expected was written, and nothing else. */
bool output_is_expected(void);

#endif
