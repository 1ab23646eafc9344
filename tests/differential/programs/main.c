/* Reads batches of inputs from its standard input, and writes the verdict on each. A batch is a length of
 * 32 bits, the lowest byte first, and so many bytes; so is what is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

static uint8_t *replies;
static size_t replied, capacity;

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(2);
}

static uint32_t number_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void number_to(uint8_t *bytes, size_t number)
{
    size_t at;
    for (at = 0; at < 4; at++) {
        bytes[at] = (uint8_t)(number >> (8 * at));
    }
}

static void reply(grantlet_span text)
{
    if (replied + text.length + 4 > capacity) {
        capacity = 2 * (replied + text.length + 4);
        replies = realloc(replies, capacity);
        if (replies == NULL) {
            fail("no memory");
        }
    }
    number_to(replies + replied, text.length);
    memcpy(replies + replied + 4, text.bytes, text.length);
    replied += 4 + text.length;
}

static const uint8_t *read_input(const uint8_t *bytes, program_input *input)
{
    size_t at;
    memset(input, 0, sizeof *input);
    input->kind = bytes[0];
    input->profile = bytes[1];
    input->number = number_at(bytes + 2);
    input->count = number_at(bytes + 6);
    bytes += 10;
    if (input->count > sizeof input->fields / sizeof *input->fields) {
        fail("more fields than there is room for");
    }
    for (at = 0; at < input->count; at++) {
        input->fields[at].length = number_at(bytes);
        input->fields[at].bytes = bytes + 4;
        bytes += 4 + input->fields[at].length;
    }
    return bytes;
}

static void print_verdict(const program_input *input)
{
    switch (input->kind) {
    case 0:
        print_token_response(input);
        break;
    case 1:
        print_callback(input);
        break;
    case 4:
        print_request(input);
        break;
    case 5:
        print_login(input);
        break;
    case 6:
        print_form(input);
        break;
    default:
        fail("a kind that C has no function for");
    }
}

int main(void)
{
    uint8_t length[4];
    while (fread(length, 1, sizeof length, stdin) == sizeof length) {
        const size_t size = number_at(length);
        uint8_t *const batch = malloc(size + 1);
        const uint8_t *next = batch;
        if (batch == NULL || fread(batch, 1, size, stdin) != size) {
            fail("a batch that ends early");
        }
        replied = 0;
        while (next < batch + size) {
            program_input input;
            next = read_input(next, &input);
            verdict_begin();
            print_verdict(&input);
            reply(verdict_end());
        }
        number_to(length, replied);
        fwrite(length, 1, sizeof length, stdout);
        fwrite(replies, 1, replied, stdout);
        fflush(stdout);
        free(batch);
    }
    free(replies);
    return 0;
}
