// A provider with refresh token rotation. With `grace` the previous refresh token
// is still accepted; without, its use ends the grant.

export class Rotating {
  /** The refresh tokens of the requests, in order. */
  asked = [];
  /** The number of requests in flight, and its maximum. */
  atOnce = 0;
  mostAtOnce = 0;
  /** Whether it has rejected a token. */
  isRevoked = false;
  #issued = 0;
  /** The newest refresh token, and the previous one. */
  #known = [];

  constructor({ grace = false, expiresIn = 3600 } = {}) {
    Object.assign(this, { grace, expiresIn });
  }

  /** The token of a login. */
  login() {
    this.isRevoked = false;
    this.#known = [];
    return this.#issue();
  }

  /** The status and the object of a refresh response. */
  refresh(refreshToken) {
    this.asked.push(refreshToken);
    const place = this.#known.indexOf(refreshToken);
    if (this.isRevoked || place < 0 || (place > 0 && !this.grace)) {
      this.isRevoked = true;
      return { status: 400, json: { error: "invalid_grant" } };
    }
    // A replay does not extend the grace period.
    this.#known = [this.#known[place]];
    return { status: 200, json: this.#issue() };
  }

  #issue() {
    this.#issued += 1;
    this.#known = [`rt-${this.#issued}`, ...this.#known].slice(0, 2);
    return {
      access_token: `at-${this.#issued}`,
      refresh_token: `rt-${this.#issued}`,
      token_type: "Bearer",
      expires_in: this.expiresIn,
    };
  }

  /** As a `fetch`. */
  fetch = async (_, { body }) => {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise(setImmediate);
    const { status, json } = this.refresh(new URLSearchParams(body).get("refresh_token"));
    this.atOnce -= 1;
    return new Response(JSON.stringify(json), { status });
  };
}
