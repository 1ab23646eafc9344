/* What the lock does with an access token. */
#ifndef DOOR_H
#define DOOR_H

#include "exchange.h"
#include "grantlet.h"

/* Opens where the account says yes to the token. True where it rejects it, though it should hold. */
bool door_open(grantlet_span access_token, exchange *exchange);

#endif
