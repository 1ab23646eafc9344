#include "refresh.h"

#include "clock.h"
#include "console.h"
#include "http.h"
#include "slots.h"

static const grantlet_client client = { GRANTLET_SPAN(BASE_URL), GRANTLET_SPAN(CLIENT_ID),
                                        GRANTLET_SPAN(CLIENT_SECRET) };

/* Sends the request, and gives the session the answer. */
static void exchange_tokens(grantlet_session *session, const grantlet_request *request,
                            exchange *buffers)
{
    grantlet_token token;
    grantlet_fault fault;
    grantlet_status status;
    http_answer answer;
    size_t need;
    http_result result =
        http_exchange("POST", request, buffers->answer, sizeof buffers->answer, &answer);
    if (result != HTTP_OK) {
        say_no_answer(result, &answer, sizeof buffers->answer);
        grantlet_session_fail(session, GRANTLET_E_NO_ANSWER, NULL, 0, now());
        return;
    }
    status = grantlet_token_response(&grantlet_bold, answer.status, buffers->answer, answer.length,
                                     &token, &fault);
    if (status != GRANTLET_OK) {
        say_fault(status, &fault);
        grantlet_session_fail(session, status, &fault, answer.retry_after, now());
        return;
    }
    say(token.refresh_token.length > 0 ? "a token, and a new refresh_token\n"
                                       : "a token, and no new refresh_token: the old one stays\n");
    if (grantlet_session_accept(session, &token, now(), &need) != GRANTLET_OK) {
        say("the arena is too small for it\n");
        grantlet_session_fail(session, GRANTLET_E_NO_ANSWER, NULL, 0, now());
    }
}

bool refresh(grantlet_session *session, exchange *buffers)
{
    grantlet_begun begun;
    grantlet_request request;
    grantlet_fault fault;
    grantlet_status status = grantlet_session_begin(session, now(), &begun);
    if (status != GRANTLET_OK) {
        return false;
    }
    status = grantlet_refresh_request(&grantlet_bold, &client, begun.refresh_token,
                                      buffers->request, sizeof buffers->request, &request, &fault);
    if (status == GRANTLET_OK) {
        if (begun.mark) {
            slots_prepare(begun.slot);
        }
        exchange_tokens(session, &request, buffers);
    } else {
        say_fault(status, &fault);
        grantlet_session_fail(session, status, &fault, 0, now());
    }
    grantlet_wipe(buffers, sizeof *buffers);
    return status == GRANTLET_OK;
}
