/* What the C program's parts share. */
#ifndef SPEAKER_H
#define SPEAKER_H

#include "../../../ffi/include/grantlet.h"

/* One input, as input.rs writes it. */
typedef struct {
    uint8_t kind;
    uint8_t profile;
    uint32_t number;
    size_t count;
    grantlet_span fields[64];
} speaker_input;

/* said.c: a verdict, a line for each thing. */
void verdict_begin(void);
grantlet_span verdict_end(void);
void verdict_class(const char *class_name);
void verdict_line(const char *name, grantlet_span text);
void verdict_text(const char *name, const char *text);
void verdict_number(const char *name, uint64_t number);
/* The status as the other languages name it, with what the error tells; `server` is the class of a server's
 * error. */
void verdict_status(grantlet_status status, const grantlet_error *error, const char *server);

/* profiles.c */
const grantlet_profile *speaker_profile(uint8_t index);
/* The client that has asked, where an input names none: its secret only where a header repeats it. */
grantlet_client speaker_client(uint8_t index);

/* responses.c, requests.c, form.c */
void say_token_response(const speaker_input *input);
void say_callback(const speaker_input *input);
void say_request(const speaker_input *input);
void say_login(const speaker_input *input);
void say_form(const speaker_input *input);
void say_code_request(const speaker_input *input, grantlet_span code);

#endif
