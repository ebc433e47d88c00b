// Runs the Mocha suite where it stands: inside the extension host.
import Mocha from 'mocha';

/** The outcome of one test. */
export interface TestResult {
  readonly title: string;
  /** The failure with its stack; undefined where the test passed. */
  readonly error?: string;
}

/** Runs every test of the suite and tells how each ended. */
export async function runSuite(): Promise<readonly TestResult[]> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, bail: true });
  mocha.suite.emit('pre-require', globalThis, 'preview', mocha);
  // The interface's functions have to be global before the suite's file is evaluated.
  await import('./preview');
  const results: TestResult[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test: Mocha.Test) => results.push({ title: test.fullTitle() }))
      .on('fail', (test: Mocha.Test, error: Error) =>
        results.push({ title: test.fullTitle(), error: error.stack ?? error.message }),
      );
  });
  return results;
}
