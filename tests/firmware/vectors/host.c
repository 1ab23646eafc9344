/* The one function of a board that the vectors need, where they run natively. */
#include <stdio.h>

#include "../../../ffi/examples/lock/board.h"

void board_console(const char *text)
{
    fputs(text, stderr);
}
