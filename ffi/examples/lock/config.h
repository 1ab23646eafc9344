/* What differs from one product to the next. */
#ifndef CONFIG_H
#define CONFIG_H

/* Where the authorization server is, for a radio that does TLS. In QEMU the simulator of this
   repository stands at the radio's other end, and the id and the secret are that simulator's. */
#ifndef BASE_URL
#define BASE_URL "https://api.example/bold"
#define CLIENT_ID "BoldAuthSimulator"
#define CLIENT_SECRET "lock+secret&of=the% simulator~"

/* Asked once for each token: does it open this account? */
#define ACCOUNTS_URL BASE_URL "/v1/accounts"

/* With DPOP=1: where a server that binds tokens to keys issues them. Bold does not. */
#define TOKEN_PATH "/v2/oauth/token"
#endif

/* Tokens to live through before the run ends. A product goes on for ever. */
#define TOKENS 3u

/* A number of this device's own, so that many of them do not ask at once. */
#define SERIAL_NUMBER 4711u

/* How long before its end a token is refreshed; of a short-lived token at most half its life. */
#define LEEWAY_MS 60000u

/* The longest pauses after a failed attempt: after the first, doubled each time up to the last. */
#define FIRST_PAUSE_MS 1000u
#define LONGEST_PAUSE_MS 60000u

/* The longest sleep with a token whose server did not say how long it lives. */
#define LONGEST_SLEEP_MS 3600000u

/* See "Buffers" in README.md. */
#define REFRESH_TOKEN_CAPACITY 254
#define ARENA_CAPACITY 768
#define REQUEST_CAPACITY 512
#ifndef RESPONSE_CAPACITY
#define RESPONSE_CAPACITY 768
#endif
#define PROOF_CAPACITY 1024

#endif
