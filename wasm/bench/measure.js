// Medians of rounds in which everybody takes a turn, so that a busy moment is nobody's alone.

/** Milliseconds of one turn: short beside what a busy system takes away at once. */
const TURN = 0.2;
/** How often a job runs in a turn at most. */
const MOST_TIMES = 10_000;
/** Milliseconds before the first turn, in which the engine compiles in the background. */
const WARM_UP = 300;
const ROUNDS = 501;
/** Milliseconds after which no further round begins, where a busy machine stretches them, and how many there are at least. */
const LONGEST = 20_000;
const FEWEST = 51;

/** Keeps results from being optimized away. */
export let last;

/** Microseconds that one run of each takes, in the same order. */
export async function measure(ways, rounds = ROUNDS) {
  const turns = [];
  for (const way of ways) {
    turns.push(await warmedUp(way));
  }
  const taken = ways.map(() => []);
  const end = performance.now() + LONGEST;
  for (let round = 0; round < rounds && (round < FEWEST || performance.now() < end); round++) {
    for (const [index, { batch, times }] of turns.entries()) {
      taken[index].push((await batch(times)) / times);
    }
  }
  return taken.map((all) => 1000 * median(all));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** A way that is hot, and how often it runs in a turn. */
async function warmedUp(way) {
  const { given, run } = typeof way === "function" ? { run: way } : way;
  const sync = !(run(given?.()) instanceof Promise);
  const batch = sync ? (times) => inOneGo(run, times) : (times) => inTurn(run, given, times);
  const end = performance.now() + WARM_UP;
  let fastest = Infinity;
  while (performance.now() < end) {
    fastest = Math.min(fastest, (await batch(16)) / 16);
  }
  // A clock that stood still would make a turn that never ends.
  return { batch, times: Math.min(Math.ceil(TURN / fastest), MOST_TIMES) };
}

function inOneGo(run, times) {
  const start = performance.now();
  for (let index = 0; index < times; index++) {
    last = run();
  }
  return performance.now() - start;
}

/** Whatever each run is given is made before the clock starts. */
async function inTurn(run, given, times) {
  const all = given && Array.from({ length: times }, given);
  const start = performance.now();
  for (let index = 0; index < times; index++) {
    last = await run(all?.[index]);
  }
  return performance.now() - start;
}
