#include "said.h"

#include <string.h>

#include "../../../ffi/examples/lock/board.h"
#include "../../../ffi/examples/lock/decimal.h"

static grantlet_span left;
static bool differs, shows;

void said_begin(grantlet_span owed)
{
    left = owed;
    differs = false;
    shows = false;
}

void said_show(void)
{
    shows = true;
}

void said_span(grantlet_span text)
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

void said(const char *text)
{
    said_span(grantlet_text(text));
}

void said_number(uint64_t number)
{
    char digits[DECIMAL_SIZE];
    said(decimal(number, digits));
}

void said_text_line(const char *name, grantlet_span text)
{
    if (text.length > 0) {
        said(name);
        said("=");
        said_span(text);
        said("\n");
    }
}

void said_number_line(const char *name, uint64_t number)
{
    said(name);
    said("=");
    said_number(number);
    said("\n");
}

bool said_what_is_owed(void)
{
    return !differs && left.length == 0;
}
