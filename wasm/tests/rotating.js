// A provider that rotates: it gives each refresh token once. With `grace` the one before the newest
// still brings new ones; without, it revokes the family.

export class Rotating {
  /** Refresh tokens that came, in their order. */
  asked = [];
  /** How many requests are being answered, and how many there were at most. */
  atOnce = 0;
  mostAtOnce = 0;
  /** Whether it has refused a token. */
  isRevoked = false;
  #issued = 0;
  /** The newest, and the one before it. */
  #known = [];

  constructor({ grace = false, expiresIn = 3600 } = {}) {
    Object.assign(this, { grace, expiresIn });
  }

  /** What a login brings. */
  login() {
    this.isRevoked = false;
    this.#known = [];
    return this.#issue();
  }

  /** The status and the object that a refresh brings. */
  refresh(refreshToken) {
    this.asked.push(refreshToken);
    const place = this.#known.indexOf(refreshToken);
    if (this.isRevoked || place < 0 || (place > 0 && !this.grace)) {
      this.isRevoked = true;
      return { status: 400, answer: { error: "invalid_grant" } };
    }
    // A replay does not move the grace on.
    this.#known = [this.#known[place]];
    return { status: 200, answer: this.#issue() };
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
    const { status, answer } = this.refresh(new URLSearchParams(body).get("refresh_token"));
    this.atOnce -= 1;
    return new Response(JSON.stringify(answer), { status });
  };
}
