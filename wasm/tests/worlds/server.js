// The token endpoint of `tests/worlds/src/server.rs`: the same rules, for the same histories.

export class Server {
  grants = [];
  refreshTokens = [];
  accessTokens = [];

  constructor(world, idTokens) {
    Object.assign(this, { world, idTokens });
  }

  login(user, outcome, now) {
    const { refresh_life: life, login_refreshes: refreshes, client_credentials: isOwn } = this.world;
    this.grants.push({ user, hasEnded: false, diesAt: life === null ? Infinity : now + life * 1000 });
    return this.#issue(outcome, this.grants.length - 1, refreshes && !isOwn, now);
  }

  /** The response to a request: for a refresh token by number, or for the client's own grant. */
  respond(outcome, sent, now) {
    const { status, body, retry_after: retryAfter, verdict } = outcome;
    const { world } = this;
    if (!outcome.acts) {
      if (verdict === "ends" && sent !== undefined) {
        this.grants[this.refreshTokens[sent].grant].hasEnded = true;
      }
      return { status, body, retryAfter, verdict };
    }
    if (sent === undefined) {
      return this.#issue(outcome, 0, false, now);
    }
    const token = this.refreshTokens[sent];
    const grant = this.grants[token.grant];
    if (grant.hasEnded || now > grant.diesAt || now - token.spentAt > world.grace) {
      grant.hasEnded ||= world.reuse_ends;
      return { status: 400, body: '{"error":"invalid_grant"}', retryAfter: null, verdict: "ends" };
    }
    if (world.is_sliding && world.refresh_life !== null) {
      grant.diesAt = now + world.refresh_life * 1000;
    }
    if (world.rotates) {
      token.spentAt ??= now;
    }
    return this.#issue(outcome, token.grant, world.rotates, now);
  }

  #issue(outcome, grant, refreshes, requestedAt) {
    const { status, retry_after: retryAfter, verdict } = outcome;
    const lifetime = /"expires_in":(-?\d+)/.exec(outcome.body)?.[1];
    const accessToken =
      this.accessTokens.push({
        grant,
        lifetime: lifetime && Number(lifetime),
        requestedAt,
        isTrusted: verdict === "hands",
      }) - 1;
    const refreshToken = refreshes ? this.refreshTokens.push({ grant, spentAt: undefined }) - 1 : undefined;
    const { user } = this.grants[grant];
    const body = outcome.body
      .replace("$AT", `a${accessToken}`)
      .replace("$RT", refreshes ? `"refresh_token":"r${refreshToken}",` : "")
      .replace(/\$ID_\w+/, (kind) => this.idTokens[kind][user]);
    const hasRightIdToken = outcome.body.includes("$ID_RIGHT");
    const kept = verdict === "loses" ? undefined : refreshToken;
    return { status, body, retryAfter, verdict, accessToken, refreshToken: kept, hasRightIdToken };
  }
}
