#include "refresh.h"

#include "clock.h"
#include "console.h"
#include "http.h"
#include "slots.h"

static const grantlet_client client = GRANTLET_CLIENT(&grantlet_bold, CLIENT_ID, CLIENT_SECRET, BASE_URL);

/* Sends the request, and gives the session the answer. */
static void exchange_tokens(grantlet_session *session, const grantlet_request *request,
                            exchange *buffers)
{
    grantlet_response response = { NULL, 0, 0, 0, 0, false };
    grantlet_error error;
    grantlet_status status;
    http_answer answer;
    http_result result =
        http_exchange("POST", request, buffers->answer, sizeof buffers->answer, &answer);
    if (result != HTTP_OK) {
        say_no_answer(result, &answer, sizeof buffers->answer);
        (void)grantlet_session_fail(session, GRANTLET_E_NO_RESPONSE, NULL, 0, now());
        return;
    }
    response.body = buffers->answer;
    response.length = answer.length;
    response.retry_after = answer.retry_after;
    response.status = answer.status;
    status = grantlet_session_receive_oauth(session, &grantlet_bold, &response, now(), &error);
    if (status == GRANTLET_E_BUFFER_TOO_SMALL) {
        say("the arena is too small for it\n");
        (void)grantlet_session_fail(session, GRANTLET_E_NO_RESPONSE, NULL, 0, now());
    } else if (status != GRANTLET_OK) {
        say_fault(status, &error);
    } else {
        say(grantlet_session_state(session, now(), NULL) == GRANTLET_SESSION_UNSTORED
                ? "a token, and a new refresh_token\n"
                : "a token, and no new refresh_token: the old one stays\n");
    }
}

bool refresh(grantlet_session *session, exchange *buffers)
{
    grantlet_attempt begun;
    grantlet_request request;
    grantlet_error error;
    grantlet_status status = grantlet_session_begin(session, now(), &begun);
    if (status != GRANTLET_OK) {
        return false;
    }
    status = grantlet_refresh_request(&client, begun.refresh_token, buffers->request,
                                      sizeof buffers->request, &request, &error);
    if (status == GRANTLET_OK) {
        if (begun.mark) {
            slots_prepare(begun.slot);
        }
        exchange_tokens(session, &request, buffers);
    } else {
        say_fault(status, &error);
        grantlet_session_fail(session, status, &error, 0, now());
    }
    grantlet_wipe(buffers, sizeof *buffers);
    return status == GRANTLET_OK;
}
