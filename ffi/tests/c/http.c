/* HTTP for programs without a library for it: URLs in parts, and the head of a request. */
#include "check.h"

static grantlet_request request;
static grantlet_error error;

/* RFC 9112, sections 3 and 5: the head that a program without an HTTP library sends. */
static void writes_the_head(void)
{
    static const struct {
        const char *url, *host, *authority, *path, *target;
        uint16_t port;
        bool https;
    } all[] = {
        { "https://as.example/token", "as.example", "as.example", "/token", "/token", 443, true },
        { "https://as.example:8443/a/b?c=d", "as.example", "as.example:8443", "/a/b?c=d", "/a/b?c=d", 8443,
          true },
        { "HTTPS://as.example", "as.example", "as.example", "/", "/", 443, true },
        { "https://as.example:/t", "as.example", "as.example:", "/t", "/t", 443, true },
        { "https://as.example?x", "as.example", "as.example", "?x", "/?x", 443, true },
        { "http://127.0.0.1:80/t", "127.0.0.1", "127.0.0.1:80", "/t", "/t", 80, false },
        { "http://[::1]:65535/t", "::1", "[::1]:65535", "/t", "/t", 65535, false },
        { "https://[2001:db8::1]/", "2001:db8::1", "[2001:db8::1]", "/", "/", 443, true },
    };
    static const char *const none[] = { "", "as.example", "/token", "ftp://a/", "https://", "https://a:65536/",
                                        "https://a:99999/", "https://a:0/", "https://u@a/", "https://a b/",
                                        "https://a/#f" };
    char body[1024];
    grantlet_span head;
    grantlet_url parts;
    size_t index, capacity;
    memset(body, 'x', sizeof body);
    for (index = 0; index < sizeof all / sizeof *all; index++) {
        static const size_t lengths[] = { 0, 7, 1000 };
        /* Without a type of its body a request is a GET. */
        static const char *const methods[] = { "GET", "POST", "POST" };
        static const char *const headers[] = { "Accept: application/json\r\n",
                                               "Content-Type: application/json\r\n",
                                               "Content-Type: application/json\r\nX: y\r\n" };
        size_t at;
        row = all[index].url;
        SPOIL(parts);
        CHECK(grantlet_url_split(grantlet_text(all[index].url), &parts) == GRANTLET_OK);
        CHECK(is(parts.host, all[index].host) && is(parts.authority, all[index].authority));
        CHECK(is(parts.path, all[index].path) && parts.port == all[index].port);
        CHECK(parts.https == all[index].https);
        request.url = grantlet_text(all[index].url);
        request.body.bytes = (const uint8_t *)body;
        for (at = 0; at < sizeof lengths / sizeof *lengths; at++) {
            char expected[256];
            size_t needed;
            request.body.length = lengths[at];
            request.headers = grantlet_text(headers[at]);
            CHECK(strcmp(grantlet_request_method(&request), methods[at]) == 0);
            snprintf(expected, sizeof expected,
                     "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %u\r\n%s\r\n", methods[at],
                     all[index].target, all[index].authority, (unsigned)lengths[at], headers[at]);
            needed = strlen(expected);
            for (capacity = 0; capacity <= needed; capacity++) {
                uint8_t *out = guarded(capacity);
                grantlet_status status;
                SPOIL(head);
                SPOIL(error);
                memset(out, 0xA5, capacity);
                status = grantlet_request_head(&request, out, capacity, &head, &error);
                if (capacity < needed) {
                    CHECK(status == GRANTLET_E_BUFFER_TOO_SMALL && error.needed == needed);
                    CHECK(IS_ZERO(head) && is_zero(out, capacity));
                } else {
                    CHECK(status == GRANTLET_OK && is(head, expected) && IS_ZERO(error));
                }
            }
        }
    }
    row = "a body that is NULL";
    request.url = grantlet_text("https://as.example/t");
    request.body.bytes = NULL;
    request.body.length = 1;
    CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
    request.body.length = 0;
    for (index = 0; index < sizeof none / sizeof *none; index++) {
        row = none[index];
        SPOIL(parts);
        CHECK(grantlet_url_split(grantlet_text(none[index]), &parts) == GRANTLET_E_ENCODING
              && IS_ZERO(parts));
        request.url = grantlet_text(none[index]);
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_ENCODING);
        CHECK(IS_ZERO(head));
    }
    row = "NULL";
    {
        grantlet_span gone = { NULL, 1 };
        CHECK(grantlet_url_split(gone, &parts) == GRANTLET_E_NULL && IS_ZERO(parts));
        CHECK(grantlet_url_split(grantlet_text("https://a/"), NULL) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(NULL, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
        request.url = grantlet_text("https://a/");
        request.headers = gone;
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, &error) == GRANTLET_E_NULL);
        request.headers.length = 0;
        CHECK(grantlet_request_head(&request, NULL, 9, &head, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(&request, body, sizeof body, NULL, &error) == GRANTLET_E_NULL);
        CHECK(grantlet_request_head(&request, body, sizeof body, &head, NULL) == GRANTLET_E_NULL);
    }
}

int main(void)
{
    writes_the_head();
    return verdict();
}
