// When an evaluation makes room for something else. It runs in the thread that answers requests and cannot be suspended,
// so that whoever waits would wait until its end: it is ended instead, and begun again later.

/** How long an evaluation may go on although messages wait, in milliseconds; twice as long after each interruption. */
const FIRST = 50;
/** Longest that a message waits for a try to end, in milliseconds, unless too many were in vain. */
const LONGEST = 250;
/**
 * How long tries of one text may be in vain, all together, in milliseconds: then the next one goes on to its end, so
 * that an editor that asks all the time gets new answers at all.
 */
const IN_VAIN = 2000;

export interface Interruptions {
  /** Whether the evaluation under way is to end; never outside of `during`. */
  isDue(): boolean;
  /** Runs an evaluation that may be interrupted. */
  during<T>(f: () => T): T;
  /** Somebody waits no longer than these milliseconds, or until the function that this gives is called. */
  within(milliseconds: number): () => void;
  /** The evaluation was interrupted: the next try gets longer. */
  interrupted(): void;
  /** An evaluation came to its end. */
  ended(): void;
  /** What is evaluated has changed, so that no try of it was in vain yet. */
  changed(): void;
}

/** @param hasArrived whether there are messages that were not read yet */
export function createInterruptions(hasArrived: () => boolean): Interruptions {
  let patience = FIRST;
  let began: number | undefined;
  let took = 0;
  let inVain = 0;
  const limits = new Set<number>();
  return {
    isDue() {
      if (began === undefined || inVain >= IN_VAIN) return false;
      const now = performance.now();
      return [...limits].some((limit) => now > limit) || (now - began > patience && hasArrived());
    },
    during(f) {
      began = performance.now();
      for (const limit of limits) if (limit < began) limits.delete(limit);
      try {
        return f();
      } finally {
        took = performance.now() - began;
        began = undefined;
      }
    },
    within(milliseconds) {
      const limit = performance.now() + milliseconds;
      limits.add(limit);
      return () => void limits.delete(limit);
    },
    interrupted() {
      patience = Math.min(2 * patience, LONGEST);
      inVain += took;
    },
    ended() {
      patience = FIRST;
      inVain = 0;
    },
    changed() {
      inVain = 0;
    },
  };
}
