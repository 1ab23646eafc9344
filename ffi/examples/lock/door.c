#include "door.h"

#include <string.h>

#include "console.h"
#ifdef DPOP
#include "dpop.h"
#endif
#include "http.h"

/* Writes the header field that carries the token; returns its length, 0 where it does not fit. */
static size_t write_authorization(grantlet_span access_token, uint8_t *out, size_t capacity)
{
#ifdef DPOP
    /* It overwrites the scheme that Grantlet writes. */
    static const char name[] = "Authorization: DPoP ";
    const size_t start = sizeof name - sizeof "Bearer ";
#else
    static const char name[] = "Authorization: ";
    const size_t start = sizeof name - 1;
#endif
    static const char end[] = "\r\n";
    const size_t around = start + sizeof end - 1;
    grantlet_span value;
    grantlet_error error;
    if (capacity < around
        || grantlet_bearer(access_token, out + start, capacity - around, &value, &error) != GRANTLET_OK) {
        return 0;
    }
    memcpy(out, name, sizeof name - 1);
    memcpy(out + start + value.length, end, sizeof end - 1);
    return around + value.length;
}

#ifdef DPOP
/* Sends the request once more, at once, if the response asks for a proof with the nonce in its header. */
static http_result ask_with_proof(const grantlet_request *get, grantlet_span access_token,
                                  exchange *exchange, http_response *response)
{
    http_result result = HTTP_NO_RESPONSE;
    unsigned tries = 2;
    response->status = 0;
    do {
        if (!dpop_prove(DPOP_API, "GET", get->url, access_token, exchange)) {
            return HTTP_NO_RESPONSE;
        }
        result = http_exchange("GET", get, exchange->response, sizeof exchange->response, response);
    } while (--tries > 0 && result == HTTP_OK && response->status == 401 && dpop_has_new_nonce());
    return result;
}
#endif

bool door_open(grantlet_span access_token, exchange *exchange)
{
    grantlet_request get = { GRANTLET_SPAN(ACCOUNTS_URL), { NULL, 0 }, { NULL, 0 } };
    http_response response;
    http_result result;

#ifdef DPOP
    if (!dpop_is_bound()) {
        say("closed: the server did not bind the token to the key\n");
        return true;
    }
#endif
    get.headers.bytes = exchange->request;
    get.headers.length =
        write_authorization(access_token, exchange->request, sizeof exchange->request);
    if (get.headers.length == 0) {
        say("closed: the buffer for requests is too small for the token\n");
        return false;
    }
#ifdef DPOP
    result = ask_with_proof(&get, access_token, exchange, &response);
#else
    result = http_exchange("GET", &get, exchange->response, sizeof exchange->response, &response);
#endif
    if (result != HTTP_OK) {
        say("closed: ");
        say_no_response(result, &response, sizeof exchange->response);
        return false;
    }
    if (response.status != 200) {
        say("closed: the account responds with HTTP status ");
        say_number(response.status);
        say("\n");
    } else {
        say("open: the account knows the access_token\n");
    }
    return response.status == 401;
}
