/* What is sent: requests for tokens, and the addresses of logins. */
#include <stdlib.h>

#include "program.h"

#define HAS_SECRET 0x100
#define OF_ACCESS 0x200
#define VERIFIER "VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVA"

/* All that a request is written from. */
typedef struct {
    const program_input *input;
    grantlet_client client;
    grantlet_options options;
    uint8_t *out;
    size_t capacity;
    grantlet_request request;
    grantlet_error error;
} asking;

static const grantlet_span none;
static grantlet_pair pairs[32];

static void take_pairs(const program_input *input, size_t first, grantlet_options *options)
{
    size_t count = 0;
    for (; first + 1 < input->count && count < sizeof pairs / sizeof *pairs; first += 2, count++) {
        pairs[count].name = input->fields[first];
        pairs[count].value = input->fields[first + 1];
    }
    options->params = count > 0 ? pairs : NULL;
    options->params_length = count;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static grantlet_status write_grant(asking *ask)
{
#define TO &ask->client
#define FROM ask->out, ask->capacity, &ask->request, &ask->error
    const grantlet_span *const f = ask->input->fields;
    const grantlet_options o = ask->options;
    switch (ask->input->number & 0xFF) {
    case 0: {
        const grantlet_code_grant grant = { f[3], f[5], f[6], f[7], o };
        return grantlet_code_request(TO, &grant, FROM);
    }
    case 1: {
        const grantlet_refresh_grant grant = { f[3], o, f[9] };
        if (f[8].length == 0 && o.params_length == 0) {
            return grantlet_refresh_request(TO, f[3], FROM);
        }
        return grantlet_refresh_request_with(TO, &grant, FROM);
    }
    case 2:
        return grantlet_client_credentials_request(TO, &o, FROM);
    case 3: {
        const grantlet_device_code_grant grant = { f[3], { { NULL, 0 }, NULL, 0 } };
        return grantlet_device_code_request(TO, &grant, FROM);
    }
    case 4: {
        const grantlet_extension_grant grant = { f[3], o };
        return grantlet_extension_request(TO, &grant, FROM);
    }
    case 5: {
        const bool is_refresh_token = (ask->input->number & OF_ACCESS) == 0;
        const grantlet_revocation revocation = { f[3],
                                                 grantlet_text(is_refresh_token ? "refresh_token" : "access_token"),
                                                 { { NULL, 0 }, NULL, 0 } };
        return grantlet_revocation_request(TO, &revocation, FROM);
    }
    case 6: {
        const grantlet_options scope = { f[8], NULL, 0 };
        return grantlet_device_authorization_request(TO, &scope, FROM);
    }
    default: {
        const grantlet_password_grant grant = { f[3], f[4], o };
        return grantlet_password_request(TO, &grant, FROM);
    }
    }
#undef TO
#undef FROM
}
#pragma GCC diagnostic pop

static void give_room(asking *ask, size_t capacity)
{
    ask->out = malloc(capacity + 1);
    ask->capacity = capacity;
    if (ask->out == NULL) {
        abort();
    }
}

/* Asks for the length first, then writes into so much and no more. */
static void say_written(asking *ask, grantlet_status (*write)(asking *))
{
    size_t needed;
    grantlet_status status;
    ask->out = NULL;
    ask->capacity = 0;
    status = write(ask);
    needed = ask->error.needed;
    if (status != GRANTLET_E_BUFFER_TOO_SMALL) {
        verdict_status(status, &ask->error, "a server's error in a request");
        return;
    }
    give_room(ask, needed);
    status = write(ask);
    if (status == GRANTLET_OK) {
        verdict_class("request");
        verdict_line("url", ask->request.url);
        verdict_line("headers", ask->request.headers);
        verdict_line("body", ask->request.body);
        verdict_number("need", needed);
    } else {
        verdict_class("not what was asked for");
        verdict_number("status", (uint64_t)status);
    }
    free(ask->out);
}

void print_request(const program_input *input)
{
    asking ask = { 0 };
    ask.input = input;
    ask.client.check = &grantlet_check_each_request;
    ask.client.profile = profile_at(input->profile);
    ask.client.base_url = input->fields[0];
    ask.client.client_id = input->fields[1];
    ask.client.client_secret = (input->number & HAS_SECRET) != 0 ? input->fields[2] : none;
    ask.options.scope = input->fields[8];
    take_pairs(input, 10, &ask.options);
    say_written(&ask, write_grant);
}

static grantlet_span the_code;

static grantlet_status write_exchange(asking *ask)
{
    const bool has_pkce = ask->input->profile != 1 && ask->input->profile != 2 && ask->input->profile != 6;
    const grantlet_code_grant grant = { the_code, ask->input->fields[1], has_pkce ? grantlet_text(VERIFIER) : none,
                                        none, { { NULL, 0 }, NULL, 0 } };
    return grantlet_code_request(&ask->client, &grant, ask->out, ask->capacity, &ask->request, &ask->error);
}

void print_code_request(const program_input *input, grantlet_span code)
{
    asking ask = { 0 };
    ask.input = input;
    ask.client = client_with(input->profile);
    the_code = code;
    say_written(&ask, write_exchange);
}

void print_login(const program_input *input)
{
    static uint8_t texts[3][43];
    static uint8_t room[1 << 17];
    grantlet_span drawn[3];
    const grantlet_span *const f = input->fields;
    const bool with_nonce = (input->number & 1) != 0;
    grantlet_client client = GRANTLET_CLIENT(NULL, "", "", "");
    grantlet_options options = { { NULL, 0 }, NULL, 0 };
    grantlet_span url = none;
    grantlet_error error = { 0 };
    grantlet_status status = grantlet_state(f[0].bytes, texts[0]);
    size_t at;
    if (status == GRANTLET_OK) {
        status = grantlet_nonce(f[0].bytes + 32, texts[1]);
    }
    if (status == GRANTLET_OK) {
        status = grantlet_code_verifier(f[0].bytes + 64, texts[2]);
    }
    for (at = 0; at < 3; at++) {
        drawn[at].bytes = texts[at];
        drawn[at].length = sizeof texts[at];
    }
    client.profile = profile_at(input->profile);
    client.base_url = f[1];
    client.client_id = f[2];
    options.scope = f[4];
    take_pairs(input, 5, &options);
    if (status == GRANTLET_OK && (input->number & 2) == 0) {
        const grantlet_code_login login = { f[3], drawn[0], with_nonce ? drawn[1] : none, drawn[2], options };
        status = grantlet_code_url(&client, &login, room, sizeof room, &url, &error);
    } else if (status == GRANTLET_OK) {
        const grantlet_implicit_login login = { f[3], drawn[0], with_nonce ? drawn[1] : none, options };
        status = grantlet_implicit_url(&client, &login, room, sizeof room, &url, &error);
    }
    if (status == GRANTLET_OK) {
        verdict_class("login");
        verdict_line("url", url);
    } else {
        verdict_status(status, &error, "a server's error in a login");
    }
}
