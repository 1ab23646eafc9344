#include "slots.h"

#include "board.h"
#include "clock.h"
#include "console.h"

#define SLOT_LENGTH GRANTLET_RECORD_LENGTH(REFRESH_TOKEN_CAPACITY, 0, 0)
#if BOARD_PAGE_LENGTH < 352
#error "a page is too small for a slot"
#endif

/* How often a record is written before the flash is given up. */
enum { TRIES = 3 };

bool slots_restore(grantlet_session *session, exchange *buffers)
{
    grantlet_span slots[2] = { { buffers->request, 0 }, { buffers->response, 0 } };
    grantlet_status status;
    grantlet_error error;
    if (board_flash_read(0, buffers->request, SLOT_LENGTH)) {
        slots[0].length = SLOT_LENGTH;
    }
    if (board_flash_read(1, buffers->response, SLOT_LENGTH)) {
        slots[1].length = SLOT_LENGTH;
    }
    status = grantlet_session_restore(session, slots[0], slots[1], now(), &error);
    grantlet_wipe(buffers, sizeof *buffers);
    return status == GRANTLET_OK;
}

void slots_prepare(size_t slot)
{
    if (!board_flash_erase(1 - slot)) {
        say("the page for the next record could not be erased\n");
    }
    if (!board_flash_program(slot, 0, grantlet_mark, sizeof grantlet_mark)) {
        say("the mark could not be programmed\n");
    }
}

static bool is_erased(const uint8_t *bytes, size_t length)
{
    while (length > 0 && bytes[length - 1] == 0xFF) {
        length--;
    }
    return length == 0;
}

/* Programs a record and reads it back. The mark's bytes stay erased: they are programmed once. */
static bool write_slot(size_t slot, grantlet_span record, uint8_t *read)
{
    const size_t length = record.length;
    grantlet_span found = { read, 0 };
    bool is_ready = board_flash_read(slot, read, SLOT_LENGTH) && is_erased(read, SLOT_LENGTH);
    found.length = length;
    return (is_ready || board_flash_erase(slot))
           && board_flash_program(slot, GRANTLET_MARK_LENGTH, record.bytes + GRANTLET_MARK_LENGTH,
                                  length - GRANTLET_MARK_LENGTH)
           && board_flash_read(slot, read, length) && grantlet_equal(found, record);
}

/* Stores the session's record in the slot that is next for it. */
static bool store_record(grantlet_session *session, exchange *buffers)
{
    size_t slot = grantlet_session_next_slot(session);
    grantlet_span record;
    grantlet_error error;
    unsigned tries = 0;
    bool stored = false;
    if (grantlet_session_record(session, buffers->request, SLOT_LENGTH, &record, &error)
        == GRANTLET_OK) {
        while (!stored && tries++ < TRIES) {
            stored = write_slot(slot, record, buffers->response);
        }
    }
    grantlet_wipe(buffers, sizeof *buffers);
    return stored;
}

void slots_store(grantlet_session *session, exchange *buffers)
{
    say(store_record(session, buffers)
            ? "the new refresh_token is stored\n"
            : "the new refresh_token could not be stored: a restart will be a login\n");
    /* Without a flash that works, a door that opens until then is better than one that does not. */
    if (grantlet_session_stored(session) != GRANTLET_OK) {
        say("no record was to be stored\n");
    }
}

void slots_end(grantlet_session *session, exchange *buffers)
{
    grantlet_status ended;
    if (!store_record(session, buffers)) {
        say("the end could not be stored\n");
    }
    ended = grantlet_session_stored(session);
    (void)ended; /* no record waits where the device started without a grant */
    if (!board_flash_erase(grantlet_session_next_slot(session))) {
        say("the page with the old refresh_token could not be erased\n");
    }
}
