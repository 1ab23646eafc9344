/* The two slots of the session's record: a page of flash each. */
#ifndef SLOTS_H
#define SLOTS_H

#include "exchange.h"
#include "grantlet.h"

/* Goes on from what is stored. The buffers are wiped. */
bool slots_restore(grantlet_session *session, exchange *buffers);

/* Before the refresh_token in `slot` is sent for the first time: erases the other page, which takes long
   and loses nothing now, and programs the mark that a refresh is on its way. */
void slots_prepare(size_t slot);

/* Stores the session's record: where the flash does not keep it, the session goes on without. The
   buffers are wiped. */
void slots_store(grantlet_session *session, exchange *buffers);

/* After the session has ended: stores a last record, which says so, and erases the refresh_token before it.
   Wherever the power goes between the two, a restart finds no grant. The buffers are wiped. */
void slots_end(grantlet_session *session, exchange *buffers);

#endif
