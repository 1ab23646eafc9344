/* A program that a package is tried with: it exits with 0 where the library works. */
#include "grantlet.h"

static const char secret[] = "same";

int main(void) {
    grantlet_span text = { (const uint8_t *)secret, sizeof secret - 1 };
    uint8_t bytes[] = { 's', 'a', 'm', 'e' };
    grantlet_span copy = { bytes, sizeof bytes };

    if (grantlet_abi() != GRANTLET_ABI) {
        return 1;
    }
    if (!grantlet_equal(text, copy)) {
        return 2;
    }
    grantlet_wipe(bytes, sizeof bytes);
    return grantlet_equal(text, copy) ? 3 : 0;
}
