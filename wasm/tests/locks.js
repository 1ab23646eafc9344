// Web Locks for Node.js 20, which has none: one lock a name, and `kill` for a tab that dies with it.

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

  /** Ends all that hold or wait. */
  kill() {
    this.#waiting = {};
  }

  #next(name) {
    this.#waiting[name].shift();
    this.#waiting[name][0]?.();
  }
}
