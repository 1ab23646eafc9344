#include "dpop.h"

#include <string.h>

#include "board.h"
#include "clock.h"
#include "console.h"
#include "http.h"
#include "key.h"

static grantlet_dpop_nonce nonces[2];
/* The server of the last proof, which the next response comes from. */
static dpop_server current_server;
static bool has_new_nonce;
static bool is_bound;

/* The last `Date` in seconds since 1970, 0 before the first; and the uptime when it came, in milliseconds. */
static uint64_t date;
static uint64_t date_uptime;

static grantlet_span field;

static grantlet_span span_of(const char *text)
{
    grantlet_span span = { (const uint8_t *)text, strlen(text) };
    return span;
}

void dpop_read(const char *nonce, const char *text)
{
    int64_t seconds;
    size_t at;
    if (nonce != NULL && grantlet_dpop_nonce_keep(&nonces[current_server], span_of(nonce))) {
        has_new_nonce = true;
    }
    if (text != NULL && grantlet_http_date(span_of(text), &seconds, &at) == GRANTLET_OK
        && seconds > 0) {
        date = (uint64_t)seconds;
        date_uptime = now();
    }
}

bool dpop_has_new_nonce(void)
{
    return has_new_nonce;
}

void dpop_set_bound(bool bound)
{
    is_bound = bound;
}

bool dpop_is_bound(void)
{
    return is_bound;
}

grantlet_span dpop_field(void)
{
    grantlet_span once = field;
    field.length = 0;
    return once;
}

void dpop_learn_the_time(exchange *buffers)
{
    grantlet_request get = { GRANTLET_SPAN(BASE_URL), { NULL, 0 }, { NULL, 0 } };
    http_response response;
    if (date == 0) {
        current_server = DPOP_AUTHORIZATION_SERVER;
        (void)http_exchange("GET", &get, buffers->response, sizeof buffers->response, &response);
    }
}

/* Writes the proof without its signature, with a new `jti`, the time and the last nonce. */
static bool write_unsigned(grantlet_dpop *proof, uint8_t *out, size_t capacity,
                           grantlet_unsigned_jws *unsigned_jws)
{
    static uint8_t point[65];
    uint8_t entropy[32], jti[43];
    grantlet_error error;
    grantlet_status status;
    if (date == 0) {
        say("no proof: the server has not said what time it is\n");
        return false;
    }
    if ((point[0] == 0 && !key_public(point)) || !board_random(entropy, sizeof entropy)
        || grantlet_state(entropy, jti) != GRANTLET_OK) {
        say("no proof: no key or no random numbers\n");
        return false;
    }
    proof->key.bytes = point;
    proof->key.length = sizeof point;
    proof->jti.bytes = jti;
    proof->jti.length = sizeof jti;
    proof->nonce = grantlet_dpop_nonce_text(&nonces[current_server]);
    proof->issued_at = date + (now() - date_uptime) / 1000;
    status = grantlet_dpop_proof(proof, out, capacity, unsigned_jws, &error);
    if (status != GRANTLET_OK) {
        say("no proof: ");
        say_fault(status, &error);
    }
    return status == GRANTLET_OK;
}

bool dpop_prove(dpop_server server, const char *method, grantlet_span url,
                grantlet_span access_token, exchange *buffers)
{
    static const char name[] = "DPoP: ", end[] = "\r\n";
    const size_t start = sizeof name - 1, around = start + sizeof end - 1;
    uint8_t digest[32], signature[64];
    const grantlet_span signed_by_key = { signature, sizeof signature };
    grantlet_dpop proof = { { NULL, 0 }, { NULL, 0 }, url, { NULL, 0 }, { NULL, 0 }, access_token, 0 };
    grantlet_unsigned_jws unsigned_jws;
    grantlet_span jws;
    grantlet_error error;

    current_server = server;
    has_new_nonce = false;
    proof.method = span_of(method);
    if (!write_unsigned(&proof, buffers->proof + start, sizeof buffers->proof - around, &unsigned_jws)) {
        return false;
    }
    grantlet_jws_sha256(&unsigned_jws, digest);
    if (!key_sign(digest, signature)
        || grantlet_jws_sign(&unsigned_jws, signed_by_key, &jws, &error) != GRANTLET_OK) {
        say("no proof: the key does not sign\n");
        return false;
    }
    memcpy(buffers->proof, name, start);
    memcpy(buffers->proof + start + jws.length, end, sizeof end - 1);
    field.bytes = buffers->proof;
    field.length = around + jws.length;
    return true;
}
