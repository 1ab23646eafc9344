/* The network by POSIX; key, TLS library and browser by the process that started this one, one line each way. */
#include "outside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void needs(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        fprintf(stderr, "%s:%d: %s\n", file, line, what);
        exit(1);
    }
}

bool is(grantlet_span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.bytes, text, span.length) == 0;
}

char *kept(grantlet_span span)
{
    char *text = malloc(span.length + 1);
    NEEDS(text != NULL);
    if (span.length > 0) {
        memcpy(text, span.bytes, span.length);
    }
    text[span.length] = '\0';
    return text;
}

static grantlet_span field(char *head, const char *name)
{
    char *line = head;
    while ((line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':') {
            grantlet_span value;
            value.bytes = (const uint8_t *)line + strlen(name) + 1 + strspn(line + strlen(name) + 1, " ");
            value.length = strcspn((const char *)value.bytes, "\r");
            return value;
        }
    }
    return grantlet_text("");
}

static void send_all(int connection, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t sent = send(connection, at, length, 0);
        NEEDS(sent > 0);
        at += sent;
        length -= (size_t)sent;
    }
}

/* A head without its empty line, then a body. */
static response exchange(grantlet_span address, grantlet_span head, grantlet_span body)
{
    response received;
    struct sockaddr_in peer;
    grantlet_url url;
    char *bytes = malloc(65536), *end;
    size_t length = 0;
    ssize_t more;
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    NEEDS(connection >= 0 && bytes != NULL);
    NEEDS(grantlet_url_split(address, &url) == GRANTLET_OK && !url.https);
    memset(&peer, 0, sizeof peer);
    peer.sin_family = AF_INET;
    peer.sin_port = htons(url.port);
    peer.sin_addr.s_addr = inet_addr(kept(url.host));
    NEEDS(connect(connection, (struct sockaddr *)&peer, sizeof peer) == 0);
    send_all(connection, head.bytes, head.length);
    send_all(connection, "Connection: close\r\n\r\n", 21);
    send_all(connection, body.bytes, body.length);
    while ((more = recv(connection, bytes + length, 65535 - length, 0)) > 0) {
        length += (size_t)more;
    }
    close(connection);
    bytes[length] = '\0';
    end = strstr(bytes, "\r\n\r\n");
    NEEDS(end != NULL && strncmp(bytes, "HTTP/1.1 ", 9) == 0);
    NEEDS(field(bytes, "transfer-encoding").length == 0);
    end[2] = '\0';
    received.status = (uint16_t)atoi(bytes + 9);
    received.body = end + 4;
    received.length = length - (size_t)(received.body - bytes);
    received.dpop_nonce = field(bytes, "dpop-nonce");
    received.challenge = field(bytes, "www-authenticate");
    return received;
}

response send_request(const grantlet_request *request, const char *name, const char *value)
{
    static char head_buffer[8192];
    grantlet_span head;
    grantlet_error error;
    size_t length;
    NEEDS(grantlet_request_head(request, head_buffer, sizeof head_buffer, &head, &error) == GRANTLET_OK);
    /* A header field of its own goes before the empty line. */
    length = head.length - 2;
    if (name != NULL) {
        NEEDS(length + strlen(name) + strlen(value) + 5 < sizeof head_buffer);
        length += (size_t)sprintf(head_buffer + length, "%s: %s\r\n", name, value);
    }
    head.length = length;
    return exchange(request->url, head, request->body);
}

response fetch(const char *url, const char *headers)
{
    grantlet_url parts;
    char *head = malloc(strlen(url) + strlen(headers) + 64);
    NEEDS(head != NULL && grantlet_url_split(grantlet_text(url), &parts) == GRANTLET_OK);
    sprintf(head, "GET %s HTTP/1.1\r\nHost: %s\r\n%s", kept(parts.path), kept(parts.authority), headers);
    return exchange(grantlet_text(url), grantlet_text(head), grantlet_text(""));
}

uint64_t now(void)
{
    return (uint64_t)time(NULL);
}

void entropy(uint8_t bytes[32])
{
    FILE *random = fopen("/dev/urandom", "rb");
    NEEDS(random != NULL && fread(bytes, 1, 32, random) == 32);
    fclose(random);
}

/* The private half is 32 bytes of 0x5A: see keys.rs. */
const uint8_t key_point[65] = {
    0x04, 0xf6, 0x8b, 0x1d, 0xe0, 0xf5, 0xce, 0x68, 0x61, 0x92, 0xf4, 0xbd, 0x0f, 0xd3, 0x41, 0x63, 0x86,
    0x3f, 0x2e, 0x89, 0xd3, 0x85, 0xf8, 0xbc, 0xfb, 0x85, 0x97, 0x95, 0x33, 0xa5, 0x7a, 0xc9, 0xb0, 0x4f,
    0x02, 0x2a, 0xb6, 0xb0, 0x96, 0xc8, 0xbf, 0x42, 0x80, 0x4d, 0x8e, 0x67, 0xd3, 0x8b, 0x3f, 0x88, 0x86,
    0x69, 0x80, 0xcc, 0x90, 0x3f, 0x68, 0xfd, 0xe9, 0xd2, 0xe1, 0x43, 0xd9, 0x32, 0x67,
};

static void say(grantlet_span span)
{
    size_t index;
    putchar(' ');
    for (index = 0; index < span.length; index++) {
        printf("%02x", span.bytes[index]);
    }
}

/* What the other process says to a line. */
static char *reply(void)
{
    static char line[8192];
    putchar('\n');
    fflush(stdout);
    NEEDS(fgets(line, sizeof line, stdin) != NULL);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

grantlet_span key_sign(const uint8_t digest[32])
{
    static uint8_t der[72];
    grantlet_span span;
    const char *hex;
    span.bytes = digest;
    span.length = 32;
    printf("sign");
    say(span);
    span.bytes = der;
    span.length = 0;
    for (hex = reply(); *hex != '\0'; hex += 2) {
        unsigned byte;
        NEEDS(span.length < sizeof der && sscanf(hex, "%2x", &byte) == 1);
        der[span.length++] = (uint8_t)byte;
    }
    return span;
}

bool rs256_verifies(const grantlet_id_token_signature *signature)
{
    NEEDS(signature->key.algorithm == GRANTLET_ALGORITHM_RS256);
    printf("verify");
    say(signature->key.key);
    say(signature->key.exponent);
    say(signature->input);
    say(signature->signature);
    return strcmp(reply(), "valid") == 0;
}

char *browse(grantlet_span url)
{
    printf("browse ");
    fwrite(url.bytes, 1, url.length, stdout);
    return kept(grantlet_text(reply()));
}
