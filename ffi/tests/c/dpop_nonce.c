/* The nonce of a server in DPoP proofs: what is kept, and when a request is sent once more. */
#include "check.h"

static bool keep(grantlet_dpop_nonce *nonce, const char *header)
{
    grantlet_span span;
    span.bytes = guarded_copy(header);
    span.length = strlen(header);
    return grantlet_dpop_nonce_keep(nonce, span);
}

static void keeps_the_last_nonce(void)
{
    grantlet_dpop_nonce nonce, other;
    char longest[130];
    row = "a nonce";
    memset(&nonce, 0, sizeof nonce);
    CHECK(grantlet_dpop_nonce_text(&nonce).length == 0 && grantlet_dpop_nonce_text(NULL).length == 0);
    CHECK(!keep(&nonce, "") && IS_ZERO(nonce));
    CHECK(keep(&nonce, "eyJ7S_zG") && is(grantlet_dpop_nonce_text(&nonce), "eyJ7S_zG"));
    CHECK(!keep(&nonce, "eyJ7S_zG") && !keep(&nonce, ""));
    CHECK(!keep(&nonce, "a\"b") && !keep(&nonce, "a\\b") && !keep(&nonce, "a b") && !keep(&nonce, "a\x7f"));
    CHECK(is(grantlet_dpop_nonce_text(&nonce), "eyJ7S_zG"));
    CHECK(keep(&nonce, "x") && is(grantlet_dpop_nonce_text(&nonce), "x"));
    memset(longest, 'n', sizeof longest);
    longest[129] = '\0';
    CHECK(!keep(&nonce, longest) && is(grantlet_dpop_nonce_text(&nonce), "x"));
    longest[128] = '\0';
    CHECK(keep(&nonce, longest) && is(grantlet_dpop_nonce_text(&nonce), longest));
    other = nonce;
    CHECK(!keep(&other, longest) && keep(&other, "y") && is(grantlet_dpop_nonce_text(&nonce), longest));

    row = "what is no nonce";
    CHECK(!grantlet_dpop_nonce_keep(NULL, grantlet_text("z")));
    {
        grantlet_span none;
        none.bytes = NULL;
        none.length = 1;
        CHECK(!grantlet_dpop_nonce_keep(&nonce, none));
        none.length = too_large;
        CHECK(!grantlet_dpop_nonce_keep(&nonce, none));
        CHECK(is(grantlet_dpop_nonce_text(&nonce), longest));
    }
    /* Memory of another program is at most a nonce of 128 bytes. */
    memset(&nonce, 0xFF, sizeof nonce);
    CHECK(grantlet_dpop_nonce_text(&nonce).length <= 128 && keep(&nonce, "y"));
}

/* The first response has the nonce, the second the token; a third is never asked for. */
static void sends_a_request_once_more(void)
{
    static const struct {
        uint16_t status;
        const char *body, *header;
        bool again;
    } responses[] = {
        { 400, "{\"error\":\"use_dpop_nonce\"}", "n-1", true },
        { 400, "{\"error\":\"use_dpop_nonce\"}", "n-1", false }, /* the nonce that was sent: it would be refused again */
        { 400, "{\"error\":\"use_dpop_nonce\"}", "", false },
        { 400, "{\"error\":\"use_dpop_nonc\\u0065\"}", "n-2", true },
        { 400, "{\"error\":\"invalid_dpop_proof\"}", "n-3", false },
        { 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}", "n-4", false },
        { 500, "use_dpop_nonce", "n-5", false },
    };
    grantlet_dpop_nonce nonce;
    size_t index;
    row = "once more";
    memset(&nonce, 0, sizeof nonce);
    for (index = 0; index < sizeof responses / sizeof *responses; index++) {
        char body[128];
        grantlet_token token;
        grantlet_error error;
        bool is_new = keep(&nonce, responses[index].header);
        grantlet_status status;
        strcpy(body, responses[index].body);
        status = grantlet_token_response(&grantlet_rfc6749, responses[index].status, body, strlen(body), &token, &error);
        CHECK((is_new && grantlet_dpop_nonce_wanted(status, &error)) == responses[index].again);
        CHECK(!grantlet_dpop_nonce_wanted(status, NULL) && !grantlet_dpop_nonce_wanted(GRANTLET_E_NULL, &error));
    }
}

int main(void)
{
    keeps_the_last_nonce();
    sends_a_request_once_more();
    return verdict();
}
