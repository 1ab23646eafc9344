/* What was wiped is gone, though nobody reads it any more: what the compiler takes for a reason to leave a
   memset out. With an argument it is a memset, which must be found to be left out. */
#include "check.h"

enum { LENGTH = 64 };

#define APART __attribute__((noinline))

static uintptr_t was_at;
static volatile uint8_t secret = 0x5C;

static APART void use(const uint8_t *bytes)
{
    __asm__ volatile("" : : "r"(bytes) : "memory");
}

static APART void wiped(void)
{
    uint8_t buffer[LENGTH];
    memset(buffer, secret, sizeof buffer);
    was_at = (uintptr_t)buffer;
    use(buffer);
    grantlet_wipe(buffer, sizeof buffer);
}

static APART void overwritten(void)
{
    uint8_t buffer[LENGTH];
    memset(buffer, secret, sizeof buffer);
    was_at = (uintptr_t)buffer;
    use(buffer);
    memset(buffer, 0, sizeof buffer);
}

int main(int count, char **arguments)
{
    volatile const uint8_t *dead;
    size_t left = 0;
    size_t index;
    (void)arguments;
    if (count > 1) {
        overwritten();
    } else {
        wiped();
    }
    /* No call from here on, which would write over the stack. */
    dead = (volatile const uint8_t *)was_at;
    for (index = 0; index < LENGTH; index++) {
        if (dead[index] == 0x5C) {
            left++;
        }
    }
    printf("%u bytes of the secret are left\n", (unsigned)left);
    CHECK(left == 0);
    return verdict();
}
