/* A session in an arena, and two slots of flash: what the tests of sessions share. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "check.h"

enum { SLOT = 256, HOUR = 3600000 };

static const grantlet_span none = { NULL, 0 };
static grantlet_session session;
static grantlet_error error;
static grantlet_span written_record;
static uint8_t *arena;
static uint8_t slots[2][SLOT];

static inline grantlet_token token_of(const char *access_token, const char *refresh_token,
                               uint32_t expires_in)
{
    grantlet_token token;
    memset(&token, 0, sizeof token);
    token.access_token = grantlet_text(access_token);
    token.refresh_token = grantlet_text(refresh_token);
    token.expires_in = expires_in;
    token.expires_in_known = expires_in > 0;
    return token;
}

/* A session in an arena behind whose last byte nothing is. */
static inline void start(size_t length, const grantlet_settings *settings)
{
    grantlet_settings defaults;
    memset(&defaults, 0, sizeof defaults);
    SPOIL(session);
    arena = guarded(length);
    memset(arena, 0xA5, length);
    CHECK(grantlet_session_init(&session, arena, length, settings != NULL ? settings : &defaults)
          == GRANTLET_OK);
    CHECK(is_zero(arena, length));
}

static inline int32_t state(uint64_t now)
{
    uint64_t until;
    SPOIL(until);
    return grantlet_session_state(&session, now, &until);
}

static inline uint64_t until(uint64_t now)
{
    uint64_t moment;
    SPOIL(moment);
    (void)grantlet_session_state(&session, now, &moment);
    return moment;
}

static inline grantlet_span slot(size_t index)
{
    grantlet_span span;
    span.bytes = slots[index];
    span.length = SLOT;
    return span;
}

static inline void erase_slots(void)
{
    memset(slots, 0xFF, sizeof slots);
}

/* Stores the record as a flash does. */
static inline void store(void)
{
    size_t next = grantlet_session_next_slot(&session);
    CHECK(next < 2);
    memset(slots[next], 0xFF, SLOT);
    CHECK(grantlet_session_record(&session, slots[next], SLOT, &written_record, &error) == GRANTLET_OK);
    CHECK(written_record.bytes == slots[next] && IS_ZERO(error));
    CHECK(written_record.length > GRANTLET_MARK_LENGTH && written_record.length <= SLOT
          && written_record.length % 32 == 0);
    CHECK(grantlet_session_stored(&session) == GRANTLET_OK);
    CHECK(grantlet_session_stored(&session) == GRANTLET_E_WRONG_STATE);
}

static inline void log_in(uint64_t now)
{
    grantlet_token token = token_of("at-1", "rt-1", 3600);
    CHECK(grantlet_session_login(&session, &token, grantlet_text("user"), now, now, &error)
          == GRANTLET_OK);
    CHECK(error.needed == 0 && state(now) == GRANTLET_SESSION_UNSTORED);
    store();
    CHECK(state(now) == GRANTLET_SESSION_READY);
}

/* Begins, and programs the mark where it is asked for. */
static inline grantlet_attempt begin(uint64_t now)
{
    grantlet_attempt begun;
    SPOIL(begun);
    CHECK(grantlet_session_begin(&session, now, &begun) == GRANTLET_OK);
    if (begun.mark) {
        memcpy(slots[begun.slot], grantlet_mark, sizeof grantlet_mark);
    }
    return begun;
}

static inline grantlet_status accept(const char *access_token, const char *refresh_token, uint64_t now)
{
    grantlet_token token = token_of(access_token, refresh_token, 3600);
    grantlet_status status = grantlet_session_accept(&session, &token, now, &error);
    CHECK((status == GRANTLET_E_BUFFER_TOO_SMALL) == (error.needed > 0));
    return status;
}

static inline void restart(uint64_t now)
{
    start(64, NULL);
    CHECK(grantlet_session_restore(&session, slot(0), slot(1), now, &error) == GRANTLET_OK);
    CHECK(error.needed == 0);
}

#endif
