/* What came: responses and addresses. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define STATE "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA"

/* A copy of what was given, to be read in place: of its exact length, so that sanitizers see a byte
 * that is read behind it. */
static uint8_t *copy;
static size_t copied;

static void into_copy(grantlet_span given)
{
    copied = given.length;
    copy = malloc(copied + (copied == 0));
    if (copy == NULL) {
        abort();
    }
    if (copied > 0) {
        memcpy(copy, given.bytes, copied);
    }
}

static void end_copy(grantlet_span given, grantlet_status status)
{
    const bool is_read = status == GRANTLET_OK || status == GRANTLET_E_SERVER;
    if (!is_read && copied > 0 && memcmp(copy, given.bytes, copied) != 0) {
        verdict_text("what was given", "has changed");
    }
    free(copy);
}

static void say_span(const char *name, grantlet_span span)
{
    const bool inside = span.length == 0 || (span.bytes >= copy && span.bytes + span.length <= copy + copied);
    if (inside) {
        verdict_line(name, span);
    } else {
        verdict_text(name, "outside of what was given");
    }
}

static void say_decoded(const char *name, grantlet_span encoded)
{
    static uint8_t room[1 << 16];
    grantlet_span text;
    grantlet_error error;
    if (grantlet_form_decode(encoded, room, sizeof room, &text, &error) != GRANTLET_OK) {
        text = grantlet_text("not decoded");
    }
    verdict_line(name, text);
}

static bool is_bearer(grantlet_span type)
{
    static const char BEARER[] = "bearer";
    size_t at;
    for (at = 0; at < type.length; at++) {
        if (at >= sizeof BEARER - 1 || (type.bytes[at] | 0x20) != BEARER[at]) {
            return false;
        }
    }
    return type.length == 0 || type.length == sizeof BEARER - 1;
}

static const char *kind_name(grantlet_value_kind kind)
{
    switch (kind) {
    case GRANTLET_VALUE_STRING:
        return "string";
    case GRANTLET_VALUE_BOOLEAN:
        return "boolean";
    case GRANTLET_VALUE_OBJECT:
    case GRANTLET_VALUE_ARRAY:
    case GRANTLET_VALUE_STRINGS:
        return "object";
    default:
        return "number";
    }
}

static void say_token(const grantlet_token *token)
{
    size_t at;
    verdict_class("token");
    say_span("access_token", token->access_token);
    if (is_bearer(token->token_type)) {
        verdict_text("token_type", "Bearer");
    } else {
        say_span("token_type", token->token_type);
    }
    say_span("refresh_token", token->refresh_token);
    say_span("id_token", token->id_token);
    say_span("scope", token->scope);
    if (token->expires_in_known) {
        verdict_number("expires_in", token->expires_in);
    }
    for (at = 0; at < GRANTLET_EXTRA_MEMBERS; at++) {
        const grantlet_extra member = token->extra[at];
        if (member.kind != GRANTLET_VALUE_ABSENT) {
            char extra[] = "0 boolean";
            extra[0] = (char)('0' + at);
            strcpy(extra + 2, kind_name(member.kind));
            verdict_text("extra", extra);
            say_span("value", member.value);
        }
    }
}

void print_token_response(const program_input *input)
{
    const grantlet_span body = input->fields[0];
    const grantlet_profile *const profile = profile_at(input->profile);
    const uint16_t http_status = (uint16_t)input->number;
    grantlet_token token;
    grantlet_error error;
    grantlet_status status;
    into_copy(body);
    status = grantlet_token_response(profile, http_status, copy, copied, &token, &error);
    if (status == GRANTLET_OK) {
        say_token(&token);
    } else {
        verdict_status(status, &error, "response_refused");
    }
    if (status == GRANTLET_E_RESPONSE_STATUS || status == GRANTLET_E_SERVER) {
        verdict_number("status", error.http_status);
    }
    if (status == GRANTLET_E_RESPONSE_SYNTAX || status == GRANTLET_E_RESPONSE_DEPTH) {
        verdict_number("at", error.at);
    }
    end_copy(body, status);
}

void print_callback(const program_input *input)
{
    const grantlet_span address = input->fields[0];
    const grantlet_profile *const profile = profile_at(input->profile);
    const bool implicit = (input->number & 4) != 0;
    grantlet_expected expected = { 0 };
    grantlet_span code;
    grantlet_token token;
    grantlet_error error;
    grantlet_status status;
    expected.redirect_uri = input->fields[1];
    expected.state = grantlet_text(STATE);
    expected.issuer = input->fields[2];
    expected.issuer_rule = (uint8_t)(input->number & 3);
    into_copy(address);
    status = implicit ? grantlet_implicit_callback(profile, &expected, copy, copied, &token, &error)
                      : grantlet_callback(profile, &expected, copy, copied, &code, &error);
    if (status != GRANTLET_OK) {
        verdict_status(status, &error, "callback_refused");
        if (status == GRANTLET_E_CALLBACK_ISSUER && error.at != 0) {
            verdict_number("at", error.at);
        }
        if (status != GRANTLET_E_SERVER) {
            say_decoded("claimed", error.error);
            say_decoded("claimed_description", error.error_description);
        }
    } else if (implicit) {
        say_token(&token);
    } else {
        print_code_request(input, code);
    }
    end_copy(address, status);
}
