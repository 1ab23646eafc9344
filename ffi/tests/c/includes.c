/* The header alone, twice, in C and in C++, with none of its functions used; and what a program that brings its
   own attributes sees. */
#define GRANTLET_ATTRIBUTES
#include "grantlet.h"
#include "grantlet.h"

static grantlet_span of_a_literal = GRANTLET_SPAN("text");

int main(void)
{
    return grantlet_text("text").length == of_a_literal.length ? 0 : 1;
}
