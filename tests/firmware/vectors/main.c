/* Checks every vector of the table; prints each that fails, with its output, and the count. */
#include "../../../ffi/examples/lock/board.h"
#include "../../../ffi/examples/lock/decimal.h"
#include "output.h"
#include "vectors.h"

static void say_number(size_t number)
{
    char digits[DECIMAL_SIZE];
    board_console(decimal(number, digits));
}

int main(void)
{
    size_t at, failed = 0;
    for (at = 0; at < vectors_length; at++) {
        const vector *const vector = &vectors[at];
        output_begin(vector->expected);
        vector->call(vector);
        if (!output_is_expected()) {
            failed++;
            board_console("FAILED ");
            board_console(vector->name);
            board_console("\n");
            output_show();
            vector->call(vector);
            board_console("\n");
        }
    }
    say_number(vectors_length);
    board_console(" vectors, ");
    say_number(failed);
    board_console(" failed\n");
    return failed == 0 ? 0 : 1;
}
