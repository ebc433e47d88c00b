// Who waits for the evaluation of a document.

export interface Waiting {
  /** Resolves when the document is evaluated, when nobody goes on evaluating it, or after so many milliseconds. */
  until(uri: string, patience: number): Promise<void>;
  /** The document is evaluated, or will not be. */
  resolve(uri: string): void;
  /** Nothing will be evaluated any more. */
  dispose(): void;
}

export function createWaiting(): Waiting {
  const waiting = new Map<string, Set<() => void>>();
  const resolve = (uri: string): void => {
    const all = waiting.get(uri) ?? [];
    waiting.delete(uri);
    for (const done of all) done();
  };
  return {
    until: (uri, patience) =>
      new Promise((done) => {
        const timer = patience === Infinity ? undefined : setTimeout(done, patience);
        const all = waiting.get(uri) ?? new Set();
        waiting.set(uri, all);
        all.add(() => {
          clearTimeout(timer);
          done();
        });
      }),
    resolve,
    dispose: () => [...waiting.keys()].forEach(resolve),
  };
}
