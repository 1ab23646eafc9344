// Web Locks: a tab that dies gives back what it holds and waits for nothing.

import { running } from "./time.js";

export class Locks {
  #queues = new Map();

  request = (name, { ifAvailable }, work) => {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    if (ifAvailable && queue.length) {
      return Promise.resolve(work(null));
    }
    const tab = running.getStore();
    return new Promise((resolve, reject) => {
      const entry = { tab, isHeld: false };
      entry.start = () => {
        entry.isHeld = true;
        running.run(tab, () =>
          Promise.resolve(work({ name })).then(resolve, reject).then(() => this.#free(name, entry)),
        );
      };
      queue.push(entry);
      this.#next(name);
    });
  };

  /** Takes away what dead tabs hold and wait for. */
  bury() {
    for (const [name, queue] of this.#queues) {
      this.#queues.set(name, queue.filter(({ tab }) => !tab.isDead));
      this.#next(name);
    }
  }

  #free(name, entry) {
    const queue = this.#queues.get(name);
    const index = queue.indexOf(entry);
    if (index >= 0) {
      queue.splice(index, 1);
      this.#next(name);
    }
  }

  #next(name) {
    const [first] = this.#queues.get(name);
    if (first && !first.isHeld) {
      first.start();
    }
  }
}
