#include "output.h"

#include <string.h>

#include "../../../ffi/examples/lock/board.h"
#include "../../../ffi/examples/lock/decimal.h"

static grantlet_span left;
static bool differs, shows;

void output_begin(grantlet_span expected)
{
    left = expected;
    differs = false;
    shows = false;
}

void output_show(void)
{
    shows = true;
}

void output_span(grantlet_span text)
{
    if (shows) {
        size_t at;
        for (at = 0; at < text.length; at++) {
            const char letter[2] = { (char)text.bytes[at], '\0' };
            board_console(letter);
        }
    }
    if (text.length > left.length) {
        differs = true;
    } else if (text.length > 0) {
        differs = differs || memcmp(text.bytes, left.bytes, text.length) != 0;
        left.bytes += text.length;
        left.length -= text.length;
    }
}

void output_text(const char *text)
{
    output_span(grantlet_text(text));
}

void output_number(uint64_t number)
{
    char digits[DECIMAL_SIZE];
    output_text(decimal(number, digits));
}

void output_text_line(const char *name, grantlet_span text)
{
    if (text.length > 0) {
        output_text(name);
        output_text("=");
        output_span(text);
        output_text("\n");
    }
}

void output_number_line(const char *name, uint64_t number)
{
    output_text(name);
    output_text("=");
    output_number(number);
    output_text("\n");
}

bool output_is_expected(void)
{
    return !differs && left.length == 0;
}
