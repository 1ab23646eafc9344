#include "console.h"

#include "board.h"

void say(const char *text)
{
    board_console(text);
}

void say_number(uint64_t number)
{
    char digits[21];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    board_console(&digits[at]);
}

void say_wire(grantlet_span text)
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
