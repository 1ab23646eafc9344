#include "door.h"

#include <string.h>

#include "console.h"
#include "http.h"

/* Writes the header field that carries the token; returns its length, 0 where it does not fit. */
static size_t write_authorization(grantlet_span access_token, uint8_t *out, size_t capacity)
{
    static const char name[] = "Authorization: ";
    static const char end[] = "\r\n";
    const size_t start = sizeof name - 1;
    const size_t around = start + sizeof end - 1;
    grantlet_span value;
    grantlet_error error;
    if (capacity < around
        || grantlet_bearer(access_token, out + start, capacity - around, &value, &error) != GRANTLET_OK) {
        return 0;
    }
    memcpy(out, name, start);
    memcpy(out + start + value.length, end, sizeof end - 1);
    return around + value.length;
}

bool door_open(grantlet_span access_token, exchange *exchange)
{
    grantlet_request get = { GRANTLET_SPAN(ACCOUNTS_URL), { NULL, 0 }, { NULL, 0 } };
    http_answer answer;
    http_result result;

    get.headers.bytes = exchange->request;
    get.headers.length =
        write_authorization(access_token, exchange->request, sizeof exchange->request);
    if (get.headers.length == 0) {
        say("closed: the buffer for requests is too small for the token\n");
        return false;
    }
    result = http_exchange("GET", &get, exchange->answer, sizeof exchange->answer, &answer);
    if (result != HTTP_OK) {
        say("closed: ");
        say_no_answer(result, &answer, sizeof exchange->answer);
        return false;
    }
    if (answer.status != 200) {
        say("closed: the account answers with HTTP status ");
        say_number(answer.status);
        say("\n");
    } else {
        say("open: the account knows the access_token\n");
    }
    return answer.status == 401;
}
