// When documents are evaluated: shortly after the last edit, one document at a time, with room for requests between.

/** `interrupted`: what comes in has to be looked at before the evaluation is tried again. */
export type Progress = 'done' | 'more' | 'interrupted';

/** How long messages that came in have until an interrupted evaluation is tried again, in milliseconds. */
const ROOM = 20;

export interface SchedulerOptions {
  /** Evaluates one document, or goes on with it: `done`, or there is `more` to do. Throws nothing. */
  evaluate(uri: string): Progress;
  /** Shortest quiet time after an edit before an evaluation, in milliseconds. It is as long as the last one took. */
  readonly idle: number;
  /** Longest wait under constant typing, in milliseconds. */
  readonly patience: number;
}

export interface Scheduler {
  /** Asks for evaluations after the next quiet moment, in this order and before those that were asked for earlier. */
  ask(uris: readonly string[]): void;
  /** Asks for an evaluation that somebody waits for, at once. */
  now(uri: string): void;
  /** The document needs no evaluation any more. */
  drop(uri: string): void;
  dispose(): void;
}

export function createScheduler({ evaluate, idle, patience }: SchedulerOptions): Scheduler {
  /** Somebody waits for these. */
  let urgent: string[] = [];
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** When the quiet time is over, and when it is at the latest. */
  let due = 0;
  let latest = 0;
  /** How long the last evaluation of each document took, and the one under way so far. */
  const costs = new Map<string, number>();
  let took = 0;

  const wait = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(next, delay);
  };
  const without = (uris: readonly string[], uri: string): string[] => uris.filter((other) => other !== uri);
  const drop = (uri: string): void => {
    urgent = without(urgent, uri);
    waiting = without(waiting, uri);
  };
  const next = (): void => {
    const start = performance.now();
    const uri = urgent[0] ?? waiting[0];
    if (uri === undefined) return;
    const progress = evaluate(uri);
    const end = performance.now();
    took += end - start;
    if (progress === 'done') {
      drop(uri);
      costs.set(uri, took);
      took = 0;
      latest = end + patience;
    }
    // A turn of the event loop lets edits and requests come in before the next document.
    goOn(progress === 'interrupted' ? ROOM : 0);
  };
  const goOn = (delay: number): void => {
    if (urgent.length > 0) wait(delay);
    else if (waiting.length > 0) wait(Math.max(delay, due - performance.now()));
  };
  return {
    ask(uris) {
      const now = performance.now();
      // What is evaluated in no time shows at once; what takes long waits for a pause between two keys.
      const cost = uris[0] === undefined ? 0 : (costs.get(uris[0]) ?? 0);
      const quiet = Math.max(idle, Math.min(cost, patience));
      if (waiting.length === 0) latest = now + Math.max(quiet, patience);
      waiting = [...uris, ...waiting.filter((uri) => !uris.includes(uri))];
      due = Math.min(now + quiet, latest);
      goOn(0);
    },
    now(uri) {
      urgent = [...without(urgent, uri), uri];
      goOn(0);
    },
    drop(uri) {
      drop(uri);
      costs.delete(uri);
    },
    dispose: () => clearTimeout(timer),
  };
}
