#include <stdio.h>
#include <string.h>

#include "program.h"

/* The other languages' name for each status. */
static const struct {
    grantlet_status status;
    const char *class_name;
    bool names_member;
} CLASSES[] = {
    { GRANTLET_E_NULL, "argument_null", false },
    { GRANTLET_E_ENCODING, "argument_text", true },
    { GRANTLET_E_ENTROPY, "request_entropy", false },
    { GRANTLET_E_VERIFIER, "argument_verifier", false },
    { GRANTLET_E_TOO_MANY_PARAMETERS, "argument_count", false },
    { GRANTLET_E_REQUEST_MISSING, "request_missing", true },
    { GRANTLET_E_REQUEST_UNEXPECTED, "request_unexpected", true },
    { GRANTLET_E_REQUEST_CHARS, "request_chars", true },
    { GRANTLET_E_REQUEST_LENGTH, "request_length", true },
    { GRANTLET_E_REQUEST_URL, "request_url", true },
    { GRANTLET_E_REQUEST_REDIRECT_URI, "request_redirect_uri", false },
    { GRANTLET_E_REQUEST_BASE_URL, "request_base_url", true },
    { GRANTLET_E_REQUEST_SCOPE, "request_scope", false },
    { GRANTLET_E_RESPONSE_STATUS, "response_status", false },
    { GRANTLET_E_RESPONSE_SYNTAX, "response_syntax", false },
    { GRANTLET_E_RESPONSE_DEPTH, "response_depth", false },
    { GRANTLET_E_RESPONSE_DUPLICATE, "response_duplicate", true },
    { GRANTLET_E_RESPONSE_TYPE, "response_type", true },
    { GRANTLET_E_RESPONSE_MISSING, "response_missing", true },
    { GRANTLET_E_RESPONSE_CHARS, "response_chars", true },
    { GRANTLET_E_RESPONSE_TOKEN_TYPE, "response_token_type", false },
    { GRANTLET_E_CALLBACK_REDIRECT_URI, "callback_redirect_uri", false },
    { GRANTLET_E_CALLBACK_DUPLICATE, "callback_duplicate", true },
    { GRANTLET_E_CALLBACK_CHARS, "callback_chars", true },
    { GRANTLET_E_CALLBACK_MISPLACED, "callback_misplaced", true },
    { GRANTLET_E_CALLBACK_STATE, "callback_state", false },
    { GRANTLET_E_CALLBACK_ISSUER, "callback_issuer", false },
    { GRANTLET_E_CALLBACK_CONFLICT, "callback_conflict", false },
    { GRANTLET_E_CALLBACK_MISSING, "callback_missing", true },
    { GRANTLET_E_CALLBACK_TOKEN_TYPE, "callback_token_type", false },
};

/* More than any verdict takes. */
static uint8_t text[1 << 20];
static size_t length;

static void add(grantlet_span more)
{
    if (more.length <= sizeof text - length) {
        memcpy(text + length, more.bytes, more.length);
        length += more.length;
    }
}

void verdict_begin(void)
{
    length = 0;
}

grantlet_span verdict_end(void)
{
    grantlet_span span;
    span.bytes = text;
    span.length = length;
    return span;
}

void verdict_class(const char *class_name)
{
    add(grantlet_text(class_name));
    add(grantlet_text("\n"));
}

void verdict_line(const char *name, grantlet_span value)
{
    if (value.length > 0) {
        add(grantlet_text(name));
        add(grantlet_text("="));
        add(value);
        add(grantlet_text("\n"));
    }
}

void verdict_text(const char *name, const char *value)
{
    verdict_line(name, grantlet_text(value));
}

void verdict_number(const char *name, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    verdict_text(name, digits);
}

void verdict_status(grantlet_status status, const grantlet_error *error, const char *server)
{
    size_t at;
    if (status == GRANTLET_E_SERVER) {
        verdict_class(server);
        verdict_line("error", error->error);
        verdict_line("error_description", error->error_description);
        verdict_line("error_uri", error->error_uri);
        verdict_line("error_number", error->error_number);
        verdict_text("ends_grant", error->ends_grant ? "yes" : "");
        return;
    }
    for (at = 0; at < sizeof CLASSES / sizeof *CLASSES; at++) {
        if (CLASSES[at].status == status) {
            verdict_class(CLASSES[at].class_name);
            if (CLASSES[at].names_member) {
                verdict_text("member", grantlet_member_name(error->member));
            }
            return;
        }
    }
    verdict_class("a class without a name");
    verdict_number("status", (uint64_t)status);
}
