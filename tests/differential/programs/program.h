/* What the C program's parts share. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "../../../ffi/include/grantlet.h"

/* One input, as input.rs writes it. */
typedef struct {
    uint8_t kind;
    uint8_t profile;
    uint32_t number;
    size_t count;
    grantlet_span fields[64];
} program_input;

/* verdict.c: a verdict, a line for each value. */
void verdict_begin(void);
grantlet_span verdict_end(void);
void verdict_class(const char *class_name);
void verdict_line(const char *name, grantlet_span text);
void verdict_text(const char *name, const char *text);
void verdict_number(const char *name, uint64_t number);
/* The status as the other languages name it, with the members of the error; `server` is the class of a server's
 * error. */
void verdict_status(grantlet_status status, const grantlet_error *error, const char *server);

/* profiles.c */
const grantlet_profile *profile_at(uint8_t index);
/* The client of inputs that name none; it has a secret only where a header repeats it. */
grantlet_client client_with(uint8_t index);

/* responses.c, requests.c, form.c */
void print_token_response(const program_input *input);
void print_callback(const program_input *input);
void print_request(const program_input *input);
void print_login(const program_input *input);
void print_form(const program_input *input);
void print_code_request(const program_input *input, grantlet_span code);

#endif
