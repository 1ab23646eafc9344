/* Equality does not branch on what it compares, nor look anything up by it: valgrind, told that the bytes are
   not there yet, reports who does. With an argument the comparison is one that does, and must be reported. */
#include "check.h"

#include <valgrind/memcheck.h>

static bool returns_at_the_first_difference(grantlet_span a, grantlet_span b)
{
    size_t index;
    for (index = 0; index < a.length && index < b.length; index++) {
        if (a.bytes[index] != b.bytes[index]) {
            return false;
        }
    }
    return a.length == b.length;
}

int main(int count, char **arguments)
{
    static const size_t lengths[] = { 0, 1, 7, 8, 16, 31, 43, 64, 100, 1000 };
    static uint8_t a[1000], b[1000];
    size_t index;
    (void)arguments;
    for (index = 0; index < sizeof lengths / sizeof *lengths; index++) {
        grantlet_span left, right;
        int differs;
        left.bytes = a;
        right.bytes = b;
        left.length = right.length = lengths[index];
        for (differs = 0; differs < 2; differs++) {
            bool equal;
            memset(a, 's', sizeof a);
            memset(b, 's', sizeof b);
            if (differs) {
                b[lengths[index] / 2] = 'x';
            }
            (void)VALGRIND_MAKE_MEM_UNDEFINED(a, sizeof a);
            (void)VALGRIND_MAKE_MEM_UNDEFINED(b, sizeof b);
            equal = count > 1 ? returns_at_the_first_difference(left, right)
                              : grantlet_equal(left, right);
            /* Whether they are equal is told. */
            (void)VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof equal);
            CHECK(equal == (!differs || lengths[index] == 0));
        }
    }
    return verdict();
}
