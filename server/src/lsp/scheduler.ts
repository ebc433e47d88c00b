// When documents are evaluated: shortly after the last edit, one document at a time, with room for requests between.

export interface SchedulerOptions {
  /** Evaluates one document; throws nothing. */
  evaluate(uri: string): void;
  /** Quiet time after an edit before an evaluation, in milliseconds. */
  readonly idle: number;
  /** Longest wait under constant typing, in milliseconds. */
  readonly patience: number;
}

export interface Scheduler {
  /** Asks for evaluations after the next quiet moment, in this order and before those that were asked for earlier. */
  ask(uris: readonly string[]): void;
  /** The document needs no evaluation any more. */
  drop(uri: string): void;
  dispose(): void;
}

export function createScheduler({ evaluate, idle, patience }: SchedulerOptions): Scheduler {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
  let lastTook = 0;

  const wait = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(next, delay);
  };
  const next = (): void => {
    const uri = waiting.shift();
    if (uri === undefined) return;
    const start = performance.now();
    evaluate(uri);
    const end = performance.now();
    lastTook = end - start;
    latest = end + patience;
    // A turn of the event loop lets edits and requests come in before the next document.
    if (waiting.length > 0) wait(0);
  };
  return {
    ask(uris) {
      const now = performance.now();
      // What takes long to evaluate is not evaluated again at every pause between two keys.
      const quiet = Math.max(idle, Math.min(lastTook, patience));
      if (waiting.length === 0) latest = now + Math.max(quiet, patience);
      waiting = [...uris, ...waiting.filter((uri) => !uris.includes(uri))];
      if (waiting.length > 0) wait(Math.max(0, Math.min(quiet, latest - now)));
    },
    drop(uri) {
      waiting = waiting.filter((other) => other !== uri);
    },
    dispose: () => clearTimeout(timer),
  };
}
