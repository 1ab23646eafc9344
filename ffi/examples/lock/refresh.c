#include "refresh.h"

#include "clock.h"
#include "console.h"
#include "http.h"
#include "slots.h"

#ifdef DPOP
#include "dpop.h"

static const grantlet_profile_setting settings[] = {
    { &grantlet_setting_token_endpoint, GRANTLET_SPAN(TOKEN_PATH) },
    { &grantlet_setting_token_types, GRANTLET_SPAN("DPoP") },
};
static const grantlet_profile profile = GRANTLET_PROFILE(&grantlet_rfc6749_body, settings);
#define PROFILE (&profile)
#else
#define PROFILE (&grantlet_bold)
#endif

static const grantlet_client client = GRANTLET_CLIENT(PROFILE, CLIENT_ID, CLIENT_SECRET, BASE_URL);

/* Reports why there is no token. */
static void report(grantlet_session *session, grantlet_status why, const grantlet_error *error,
                   uint32_t retry_after)
{
    if (grantlet_session_fail(session, why, error, retry_after, now()) != GRANTLET_OK) {
        say("no request was in flight\n");
    }
}

#ifdef DPOP
/* As grantlet_session_receive_oauth, but this sees the token's type: one that the server did not bind does not open.
   Any error but the server's leaves the body as it came: a refresh token in it is kept. */
static grantlet_status receive(grantlet_session *session, const grantlet_response *response,
                               exchange *buffers, grantlet_error *error)
{
    grantlet_token token;
    grantlet_span value;
    grantlet_error ignored;
    grantlet_status status = grantlet_token_response(client.profile, response->status, response->body,
                                                     response->length, &token, error);
    if (status == GRANTLET_OK) {
        dpop_set_bound(grantlet_token_dpop(&token, buffers->request, sizeof buffers->request,
                                           &value, &ignored)
                       != GRANTLET_E_REQUEST_UNEXPECTED);
        status = grantlet_session_accept(session, &token, now(), error);
    } else if (status == GRANTLET_E_SERVER) {
        report(session, status, error, response->retry_after);
    } else {
        status = grantlet_session_receive_oauth(session, &client, response, now(), error);
    }
    return status;
}

/* Whether the response asks for the request once more, with a proof that has the nonce in its header. */
static bool wants_nonce;
#endif

/* Sends the request, and gives the session the response. */
static void exchange_tokens(grantlet_session *session, const grantlet_request *request,
                            exchange *buffers)
{
    grantlet_response response = { NULL, 0, 0, 0, 0, false };
    grantlet_error error;
    grantlet_status status;
    http_response received;
    http_result result =
        http_exchange("POST", request, buffers->response, sizeof buffers->response, &received);
    if (result != HTTP_OK) {
        say_no_response(result, &received, sizeof buffers->response);
        report(session, GRANTLET_E_NO_RESPONSE, NULL, 0);
        return;
    }
    response.body = buffers->response;
    response.length = received.length;
    response.retry_after = received.retry_after;
    response.status = received.status;
#ifdef DPOP
    status = receive(session, &response, buffers, &error);
    wants_nonce = grantlet_dpop_nonce_wanted(status, &error) && dpop_has_new_nonce();
#else
    status = grantlet_session_receive_oauth(session, &client, &response, now(), &error);
#endif
    if (status == GRANTLET_E_BUFFER_TOO_SMALL) {
        say("the arena is too small for it\n");
        report(session, GRANTLET_E_NO_RESPONSE, NULL, 0);
    } else if (status != GRANTLET_OK) {
        say_fault(status, &error);
    } else {
        say(grantlet_session_state(session, now(), NULL) == GRANTLET_SESSION_UNSTORED
                ? "a token, and a new refresh_token\n"
                : "a token, and no new refresh_token: the old one stays\n");
    }
}

/* Sends what was begun. False where the request cannot be written. */
static bool send(grantlet_session *session, const grantlet_attempt *begun, exchange *buffers)
{
    grantlet_request request;
    grantlet_error error;
    grantlet_status status =
        grantlet_refresh_request(&client, begun->refresh_token, buffers->request,
                                 sizeof buffers->request, &request, &error);
    if (status != GRANTLET_OK) {
        say_fault(status, &error);
        report(session, status, &error, 0);
        return false;
    }
#ifdef DPOP
    const grantlet_span no_token = { NULL, 0 };
    wants_nonce = false;
    if (!dpop_prove(DPOP_AUTHORIZATION_SERVER, "POST", request.url, no_token, buffers)) {
        report(session, GRANTLET_E_NOT_SENT, NULL, 0);
        return true;
    }
#endif
    if (begun->mark) {
        slots_prepare(begun->slot);
    }
    exchange_tokens(session, &request, buffers);
    return true;
}

bool refresh(grantlet_session *session, exchange *buffers)
{
    grantlet_attempt begun;
    bool written;
#ifdef DPOP
    dpop_learn_the_time(buffers);
#endif
    if (grantlet_session_begin(session, now(), &begun) != GRANTLET_OK) {
        return false;
    }
    written = send(session, &begun, buffers);
#ifdef DPOP
    /* The session allows it once for each attempt: a server that always has another nonce is asked twice. */
    if (wants_nonce && grantlet_session_begin_again(session, now(), &begun) == GRANTLET_OK) {
        say("at once again, with the nonce that came\n");
        written = send(session, &begun, buffers);
    }
#endif
    grantlet_wipe(buffers, sizeof *buffers);
    return written;
}
