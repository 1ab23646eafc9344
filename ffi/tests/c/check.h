/* What the tests of the C interface share: a check that counts, texts, and buffers that end where memory does. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "grantlet.h"

static int checked;
static int failed;
static const char *row = "";

/* Counts what does not hold, and says which row of a table it was. */
#define CHECK(holds) check((holds), #holds, __FILE__, __LINE__)

static inline void check(bool holds, const char *what, const char *file, int line)
{
    checked++;
    if (!holds) {
        failed++;
        fprintf(stderr, "%s:%d: %s: %s\n", file, line, row, what);
    }
}

/* The last line of each program. A program that checks nothing fails. */
static inline int verdict(void)
{
    printf("%d checks, %d failed\n", checked, failed);
    return failed == 0 && checked > 0 ? 0 : 1;
}

static inline bool is(grantlet_span span, const char *text)
{
    return span.length == strlen(text)
           && (span.length == 0 || memcmp(span.bytes, text, span.length) == 0);
}

static inline bool is_zero(const void *bytes, size_t length)
{
    const uint8_t *at = (const uint8_t *)bytes;
    size_t index;
    for (index = 0; index < length; index++) {
        if (at[index] != 0) {
            return false;
        }
    }
    return true;
}

#define IS_ZERO(object) is_zero(&(object), sizeof(object))

/* Fills what a function must define, so that what it leaves is seen. */
#define SPOIL(object) memset(&(object), 0xA5, sizeof(object))

/* Memory behind whose last byte nothing is: who reads or writes it dies. */
enum { GUARDED = 16384 };

static inline uint8_t *guarded(size_t length)
{
    static uint8_t *end;
    if (end == NULL) {
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        uint8_t *start = (uint8_t *)mmap(NULL, GUARDED + page, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == (uint8_t *)MAP_FAILED || mprotect(start + GUARDED, page, PROT_NONE) != 0) {
            perror("guarded");
            exit(2);
        }
        end = start + GUARDED;
    }
    if (length > GUARDED) {
        exit(2);
    }
    return end - length;
}

/* A copy of a text that ends where memory does. */
static inline uint8_t *guarded_copy(const char *text)
{
    size_t length = strlen(text);
    uint8_t *copy = guarded(length);
    memcpy(copy, text, length);
    return copy;
}

/* A client at another profile; NULL where there is none. */
static inline const grantlet_client *client_at(const grantlet_client *client,
                                               const grantlet_profile *profile)
{
    static grantlet_client made;
    if (client == NULL) {
        return NULL;
    }
    made = *client;
    made.profile = profile;
    return &made;
}

/* The options, or none where they are NULL. */
static inline grantlet_options given_options(const grantlet_options *options)
{
    grantlet_options none;
    memset(&none, 0, sizeof none);
    return options == NULL ? none : *options;
}

/* More than any object has. */
static const size_t too_large = (size_t)PTRDIFF_MAX + 1;

#endif
