/* What differs from one product to the next. */
#ifndef CONFIG_H
#define CONFIG_H

/* Where the authorization server is, for a radio that does TLS. In QEMU the simulator of this
   repository stands at the radio's other end, and the id and the secret are that simulator's. */
#define BASE_URL "https://api.example/bold"
#define CLIENT_ID "BoldAuthSimulator"
#define CLIENT_SECRET "lock+secret&of=the% simulator~"

/* Asked once for each token: does it open this account? */
#define ACCOUNTS_URL BASE_URL "/v1/accounts"

/* Tokens to live through before the run ends. A product goes on for ever. */
#define CYCLES 3u

/* How long before its end a token is refreshed; of a short-lived token at most half its life. */
#define LEEWAY_MS 60000u

/* When to refresh a token whose server did not say how long it lives. */
#define UNKNOWN_LIFE_MS 3600000u

/* Waits between attempts: the first, doubled each time up to the last. */
#define FIRST_WAIT_MS 1000u
#define LONGEST_WAIT_MS 60000u

/* See "Buffers" in README.md. */
#define REQUEST_CAPACITY 512
#define ANSWER_CAPACITY 768

#endif
