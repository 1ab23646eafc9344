/* What is measured: calls of the library's, one each, with what they work on at hand. */
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *name;
    void (*prepare)(void);
    /* Whether it gave what it must. */
    bool (*run)(void);
} job;

extern const job jobs[];
extern const size_t jobs_count;

#endif
