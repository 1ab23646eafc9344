/* The record of a session in two slots: restored, cut anywhere, and its length. */
#include "sessions.h"

static void restores(void)
{
    const uint64_t due = HOUR - 60000;
    uint8_t whole[2][SLOT];
    grantlet_record_choice picked;
    size_t first, length;
    grantlet_attempt begun;

    row = "nothing stored";
    erase_slots();
    restart(0);
    CHECK(state(0) == GRANTLET_SESSION_ENDED);
    SPOIL(picked);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK && IS_ZERO(picked));

    row = "stored";
    log_in(0);
    first = 1 - grantlet_session_next_slot(&session);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK);
    CHECK(picked.found && picked.slot == first && !picked.marked && !picked.other_is_torn);
    restart(7);
    CHECK(state(7) == GRANTLET_SESSION_DUE && grantlet_session_next_slot(&session) != first);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
    CHECK(is(grantlet_session_subject(&session), "user"));

    row = "marked";
    begun = begin(7);
    CHECK(begun.mark && begun.slot == first);
    CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK && picked.marked);
    restart(0);
    CHECK(state(0) == GRANTLET_SESSION_IN_DOUBT);
    begun = begin(0);
    CHECK(!begun.mark && is(begun.refresh_token, "rt-1"));

    row = "a newer record, cut anywhere";
    CHECK(accept("at-2", "rt-2", due) == GRANTLET_OK);
    memcpy(whole, slots, sizeof slots);
    store();
    for (length = 0; length < SLOT; length++) {
        uint8_t cut[SLOT];
        memcpy(cut, slots[1 - first], SLOT);
        memset(cut + length, 0xFF, SLOT - length);
        memcpy(whole[1 - first], slots[1 - first], SLOT);
        memcpy(slots[1 - first], cut, SLOT);
        restart(0);
        if (memcmp(cut, whole[1 - first], SLOT) == 0) {
            CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
            CHECK(state(0) == GRANTLET_SESSION_DUE);
        } else {
            CHECK(is(grantlet_session_refresh_token(&session), "rt-1"));
            CHECK(state(0) == GRANTLET_SESSION_IN_DOUBT);
            CHECK(grantlet_record_newest(slot(0), slot(1), &picked) == GRANTLET_OK);
            CHECK(picked.found && picked.slot == first
                  && picked.other_is_torn == (length > GRANTLET_MARK_LENGTH));
        }
        memcpy(slots[1 - first], whole[1 - first], SLOT);
    }
    restart(0);
    CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));

    row = "an arena too small for what is stored";
    {
        static uint8_t large[8];
        start(7, NULL);
        CHECK(grantlet_session_restore(&session, slot(0), slot(1), 0, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == sizeof large);
        CHECK(grantlet_session_move_to(&session, large, sizeof large, &error) == GRANTLET_OK);
        CHECK(grantlet_session_restore(&session, slot(0), slot(1), 0, &error) == GRANTLET_OK);
        CHECK(is(grantlet_session_refresh_token(&session), "rt-2"));
    }
}

static void encodes(void)
{
    size_t capacity;
    uint8_t *out;
    row = "a record's length";
    start(64, NULL);
    log_in(0);
    SPOIL(error);
    CHECK(grantlet_session_record(&session, NULL, 0, &written_record, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
    CHECK(error.needed == 96 && error.needed <= GRANTLET_RECORD_LENGTH(4, 4, 0));
    for (capacity = 1; capacity < 96; capacity++) {
        out = guarded(capacity);
        memset(out, 0xA5, capacity);
        CHECK(grantlet_session_record(&session, out, capacity, &written_record, &error) == GRANTLET_E_BUFFER_TOO_SMALL);
        CHECK(error.needed == 96 && is_zero(out, capacity) && IS_ZERO(written_record));
    }
}

/* With each text there is, the record is as long as the macro says. */
static void keeps_the_access_token(void)
{
    static const char text[101] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static uint8_t space[512];
    static uint8_t record[512];
    grantlet_settings settings;
    size_t length;
    uint8_t constant[GRANTLET_RECORD_LENGTH(64, 0, 0)];
    row = "the access token stored";
    CHECK(sizeof constant == 160);
    memset(&settings, 0, sizeof settings);
    settings.keep_access_token = true;
    for (length = 1; length <= 100; length++) {
        grantlet_token token = token_of(text, text, 3600);
        grantlet_span subject = grantlet_text(text);
        grantlet_span written = { record, 0 };
        token.access_token.length = token.refresh_token.length = subject.length = length;
        CHECK(grantlet_session_init(&session, space, sizeof space, &settings) == GRANTLET_OK);
        grantlet_session_wall_time(&session, 1000000, 0);
        CHECK(grantlet_session_login(&session, &token, subject, 0, 0, &error) == GRANTLET_OK);
        CHECK(grantlet_session_record(&session, record, sizeof record, &written_record, &error) == GRANTLET_OK);
        CHECK(written_record.length == GRANTLET_RECORD_LENGTH(length, length, length));

        CHECK(grantlet_session_init(&session, space, sizeof space, &settings) == GRANTLET_OK);
        grantlet_session_wall_time(&session, 1000600, 5);
        written.length = written_record.length;
        CHECK(grantlet_session_restore(&session, none, written, 5, &error) == GRANTLET_OK);
        CHECK(state(5) == GRANTLET_SESSION_READY);
        CHECK(until(5) == 5 + HOUR - 600000 - 60000);
        CHECK(grantlet_session_access_token(&session, 5).length == length);
    }
}

int main(void)
{
    restores();
    encodes();
    keeps_the_access_token();
    return verdict();
}
