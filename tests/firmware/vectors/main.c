/* Judges every vector of the table; prints each that fails, with what was said, and the count. */
#include "../../../ffi/examples/lock/board.h"
#include "../../../ffi/examples/lock/decimal.h"
#include "said.h"
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
        said_begin(vector->owed);
        vector->judge(vector);
        if (!said_what_is_owed()) {
            failed++;
            board_console("FAILED ");
            board_console(vector->name);
            board_console("\n");
            said_show();
            vector->judge(vector);
            board_console("\n");
        }
    }
    say_number(vectors_length);
    board_console(" vectors, ");
    say_number(failed);
    board_console(" failed\n");
    return failed == 0 ? 0 : 1;
}
