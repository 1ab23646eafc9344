/* One attempt to trade the refresh_token for an access token. */
#ifndef REFRESH_H
#define REFRESH_H

#include "exchange.h"
#include "grantlet.h"

/* Begins, marks, sends, and tells the session what came of it. False where the request cannot be
   written: that does not pass by itself. The buffers are wiped. */
bool refresh(grantlet_session *session, exchange *buffers);

#endif
