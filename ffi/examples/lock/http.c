#include "http.h"

#include <string.h>

#include "board.h"
#include "decimal.h"

/* Long enough for each header field that is read; what is longer is not one of them. */
#ifdef DPOP
#include "dpop.h"
#define LINE 160
#else
#define LINE 64
#endif

static uint32_t started;

/* The next byte, or -1 after so much silence, or where the whole exchange takes too long. */
static int next_byte_within(uint32_t silence)
{
    uint32_t since = board_millis();
    while (board_millis() - started < HTTP_TIMEOUT_MS && board_millis() - since < silence) {
        int byte = board_read();
        if (byte >= 0) {
            return byte;
        }
    }
    return -1;
}

static int next_byte(void)
{
    return next_byte_within(HTTP_SILENCE_MS);
}

/* ---- the request ---- */

/* A response that was given up may have come since: nobody waits for it any more. */
static void drop_what_came_late(void)
{
    uint32_t since = board_millis();
    while (board_millis() - started < HTTP_TIMEOUT_MS && board_millis() - since < HTTP_QUIET_MS) {
        if (board_read() >= 0) {
            since = board_millis();
        } else {
            board_idle();
        }
    }
}

static void write_text(const char *text)
{
    board_write(text, strlen(text));
}

static void write_span(grantlet_span span)
{
    board_write(span.bytes, span.length);
}

/* As grantlet_request_head, but without a buffer for it, and for GET too. */
static void write_request(const char *method, const grantlet_request *request)
{
    grantlet_url url;
    char digits[DECIMAL_SIZE];

    /* It cannot fail for the URL of a request. */
    (void)!grantlet_url_split(request->url, &url);
    write_text(method);
    write_text(" ");
    write_span(url.path);
    write_text(" HTTP/1.1\r\nHost: ");
    write_span(url.authority);
    write_text("\r\nConnection: close\r\n");
    write_span(request->headers);
#ifdef DPOP
    write_span(dpop_field());
#endif
    if (request->body.length > 0) {
        write_text("Content-Length: ");
        write_text(decimal(request->body.length, digits));
        write_text("\r\n");
    }
    write_text("\r\n");
    write_span(request->body);
}

/* ---- the response ---- */

/* Skips to the version that a response begins with: a line may be noisy before it. */
static bool find_response(void)
{
    static const char version[] = "HTTP/1.";
    size_t matched = 0;
    while (version[matched] != '\0') {
        int byte = next_byte();
        if (byte < 0) {
            return false;
        }
        if (byte == version[matched]) {
            matched++;
        } else {
            matched = byte == version[0] ? 1 : 0;
        }
    }
    return true;
}

/* Reads a line without its end. What does not fit is skipped. */
static bool read_line(char line[LINE])
{
    size_t length = 0;
    for (;;) {
        int byte = next_byte();
        if (byte < 0) {
            return false;
        }
        if (byte == '\n') {
            line[length] = '\0';
            return true;
        }
        if (byte != '\r' && length < LINE - 1) {
            line[length++] = (char)byte;
        }
    }
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* The value of a header field, NULL where the line is another's. The name is in lower case. */
static const char *value_of(const char *line, const char *name)
{
    while (*name != '\0' && lower(*line) == *name) {
        line++;
        name++;
    }
    if (*name != '\0' || *line != ':') {
        return NULL;
    }
    do {
        line++;
    } while (*line == ' ' || *line == '\t');
    return line;
}

static int digit(char letter)
{
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    letter = lower(letter);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 16;
}

/* A number at the start of a text, saturated; false where there is none. */
static bool read_number(const char *text, unsigned base, size_t *number)
{
    const char *start = text;
    *number = 0;
    for (; digit(*text) < (int)base; text++) {
        size_t value = (size_t)digit(*text);
        *number = *number > (SIZE_MAX - value) / base ? SIZE_MAX : *number * base + value;
    }
    return text > start;
}

typedef struct {
    uint16_t status;
    size_t length; /* Content-Length */
    bool has_length;
    bool chunked;
    size_t retry_after;
} head;

static http_result read_head(head *head)
{
    char line[LINE];
    size_t status;
    const char *value;

    memset(head, 0, sizeof *head);
    if (!find_response()) {
        return HTTP_NO_RESPONSE;
    }
    if (!read_line(line)) {
        return HTTP_CUT_OFF;
    }
    /* The minor version and a space precede the status. */
    if (strlen(line) < 5 || !read_number(line + 2, 10, &status) || status < 100 || status > 599) {
        return HTTP_GARBLED;
    }
    head->status = (uint16_t)status;
    do {
        if (!read_line(line)) {
            return HTTP_CUT_OFF;
        }
        value = value_of(line, "content-length");
        if (value != NULL) {
            head->has_length = read_number(value, 10, &head->length);
            if (!head->has_length) {
                return HTTP_GARBLED;
            }
        }
        value = value_of(line, "retry-after");
        if (value != NULL && !read_number(value, 10, &head->retry_after)) {
            head->retry_after = 0;
        }
#ifdef DPOP
        dpop_read(value_of(line, "dpop-nonce"), value_of(line, "date"));
#endif
        /* No other coding is asked for, so none but chunks may come. */
        head->chunked = head->chunked || value_of(line, "transfer-encoding") != NULL;
    } while (line[0] != '\0');
    return HTTP_OK;
}

/* A body, which counts on where the buffer ends. */
typedef struct {
    uint8_t *bytes;
    size_t capacity;
    size_t length;
} body;

static void put(body *body, int byte)
{
    if (body->length < body->capacity) {
        body->bytes[body->length] = (uint8_t)byte;
    }
    body->length++;
}

static bool read_counted(body *body, size_t count)
{
    for (; count > 0; count--) {
        int byte = next_byte();
        if (byte < 0) {
            return false;
        }
        put(body, byte);
    }
    return true;
}

static http_result read_chunks(body *body)
{
    char line[LINE];
    size_t size;
    do {
        if (!read_line(line)) {
            return HTTP_CUT_OFF;
        }
        if (!read_number(line, 16, &size)) {
            return HTTP_GARBLED;
        }
        if (size > 0 && !(read_counted(body, size) && read_line(line))) {
            return HTTP_CUT_OFF;
        }
    } while (size > 0);
    do {
        if (!read_line(line)) {
            return HTTP_CUT_OFF;
        }
    } while (line[0] != '\0');
    return HTTP_OK;
}

static http_result read_body(const head *head, body *body)
{
    int byte;
    if (head->chunked) {
        return read_chunks(body);
    }
    if (head->has_length) {
        return read_counted(body, head->length) ? HTTP_OK : HTTP_CUT_OFF;
    }
    while ((byte = next_byte_within(HTTP_END_MS)) >= 0) {
        put(body, byte);
    }
    return HTTP_OK;
}

http_result http_exchange(const char *method, const grantlet_request *request, uint8_t *bytes,
                          size_t capacity, http_response *response)
{
    body body = { bytes, capacity, 0 };
    head head;
    http_result result;

    started = board_millis();
    drop_what_came_late();
    write_request(method, request);
    do {
        result = read_head(&head);
    } while (result == HTTP_OK && head.status < 200); /* 100 Continue and its like */
    if (result == HTTP_OK) {
        result = read_body(&head, &body);
    }
    response->status = head.status;
    response->length = body.length;
    response->retry_after = (uint32_t)head.retry_after;
    /* Known before the whole of it came, so also where it never does. */
    if (head.has_length && !head.chunked && head.length > capacity) {
        response->length = head.length;
    }
    return response->length > capacity ? HTTP_TOO_LARGE : result;
}
