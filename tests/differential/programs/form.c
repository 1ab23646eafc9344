/* Forms, both ways. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

/* More than a name or a value takes, with what is around it. */
static uint8_t room[1 << 17];

static void say_part(const char *what, grantlet_span encoded)
{
    grantlet_error error;
    grantlet_span decoded;
    size_t needed = 0;
    if (grantlet_form_decode(encoded, NULL, 0, &decoded, &error) == GRANTLET_E_BUFFER_TOO_SMALL) {
        needed = error.needed;
    }
    room[0] = '\'';
    if (encoded.length > 0) {
        memcpy(room + 1, encoded.bytes, encoded.length);
    }
    room[1 + encoded.length] = '\'';
    decoded.bytes = room;
    decoded.length = encoded.length + 2;
    verdict_line(what, decoded);
    if (grantlet_form_decode(encoded, room, needed, &decoded, &error) != GRANTLET_OK) {
        verdict_text("text", "longer than was span");
        return;
    }
    verdict_line("text", decoded);
    verdict_text("is", grantlet_form_is(encoded, decoded) ? "" : "another");
    verdict_number("need", needed);
}

void print_form(const program_input *input)
{
    grantlet_pair pairs[32];
    grantlet_pair pair;
    grantlet_span rest = input->fields[0], written;
    grantlet_error error;
    uint8_t *buffer;
    size_t count, needed = 0;
    verdict_class("form");
    while (grantlet_form_next(&rest, &pair)) {
        say_part("name", pair.name);
        say_part("value", pair.value);
    }
    for (count = 0; 2 * count + 2 < input->count && count < sizeof pairs / sizeof *pairs; count++) {
        pairs[count].name = input->fields[2 * count + 1];
        pairs[count].value = input->fields[2 * count + 2];
    }
    if (grantlet_form(pairs, count, NULL, 0, &written, &error) == GRANTLET_E_BUFFER_TOO_SMALL) {
        needed = error.needed;
    }
    buffer = malloc(needed + 1);
    if (buffer != NULL && grantlet_form(pairs, count, buffer, needed, &written, &error) == GRANTLET_OK) {
        verdict_line("written", written);
        verdict_number("need", needed);
    }
    free(buffer);
}
