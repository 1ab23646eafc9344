// Web Locks for Node.js 20, which has none: one lock per name, and `kill` for a tab that ends while it holds one.

export class Locks {
  #waiting = {};

  request = (name, { ifAvailable }, work) => {
    const queue = (this.#waiting[name] ??= []);
    if (ifAvailable && queue.length) {
      return Promise.resolve(work(null));
    }
    return new Promise((resolve, reject) => {
      queue.push(() => work({ name }).then(resolve, reject).then(() => this.#next(name)));
      if (queue.length === 1) {
        queue[0]();
      }
    });
  };

  /** Ends all holders and waiters. */
  kill() {
    this.#waiting = {};
  }

  #next(name) {
    this.#waiting[name].shift();
    this.#waiting[name][0]?.();
  }
}
