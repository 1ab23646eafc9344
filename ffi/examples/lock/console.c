#include "console.h"

#include "board.h"
#include "decimal.h"

void say(const char *text)
{
    board_console(text);
}

void say_number(uint64_t number)
{
    char digits[DECIMAL_SIZE];
    board_console(decimal(number, digits));
}

/* The server's words may be hostile: what could steer a terminal becomes '?'. */
static void say_wire(grantlet_span text)
{
    size_t at;
    for (at = 0; at < text.length; at++) {
        char letter[2] = { (char)text.bytes[at], '\0' };
        if (letter[0] < ' ' || letter[0] > '~') {
            letter[0] = '?';
        }
        board_console(letter);
    }
}

void say_fault(grantlet_status status, const grantlet_error *error)
{
    say(grantlet_strerror(status));
    if (error->member != 0) {
        say(": ");
        say(grantlet_member_name(error->member));
    }
    if (status == GRANTLET_E_RESPONSE_STATUS || status == GRANTLET_E_SERVER) {
        say(" (");
        say_number(error->http_status);
        say(")");
    }
    if (status == GRANTLET_E_RESPONSE_SYNTAX || status == GRANTLET_E_RESPONSE_DEPTH) {
        say(" at byte ");
        say_number(error->at);
    }
    if (status == GRANTLET_E_BUFFER_TOO_SMALL) {
        say(", it needs ");
        say_number(error->needed);
    }
    if (error->error.length > 0) {
        say(", ");
        say_wire(error->error);
    }
    if (error->error_description.length > 0) {
        say(" / ");
        say_wire(error->error_description);
    }
    say("\n");
}

void say_no_response(http_result result, const http_response *response, size_t capacity)
{
    switch (result) {
    case HTTP_NO_RESPONSE:
        say("no response in time\n");
        break;
    case HTTP_CUT_OFF:
        say("the response was cut off after ");
        say_number(response->length);
        say(" bytes of its body\n");
        break;
    case HTTP_TOO_LARGE:
        say("the response needs a buffer of ");
        say_number(response->length);
        say(" bytes, and there are ");
        say_number(capacity);
        say("\n");
        break;
    case HTTP_GARBLED:
        say("the response is not HTTP\n");
        break;
    case HTTP_OK:
        break;
    }
}
