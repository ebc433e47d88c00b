// A test-only extension: runs the suite once the editor has started and writes the results where the test run waits.
import { rename, writeFile } from 'node:fs/promises';
import { runSuite, type TestResult } from '../suite/run';

/** Names the file that receives the results as JSON, or the error that kept the suite from running. */
export const RESULT_VARIABLE = 'NIXOS_RUNNER_E2E_RESULT';

/** What the file holds. */
export interface DriverReport {
  readonly results?: readonly TestResult[];
  readonly error?: string;
}

async function report(): Promise<DriverReport> {
  try {
    return { results: await runSuite() };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

export async function activate(): Promise<void> {
  const file = process.env[RESULT_VARIABLE];
  if (file === undefined) {
    return;
  }
  await writeFile(`${file}.part`, JSON.stringify(await report()));
  // The reader never sees half a file.
  await rename(`${file}.part`, file);
}

/** What @vscode/test-electron calls in place of `activate`. */
export async function run(): Promise<void> {
  const { results = [], error } = await report();
  const failures = [...(error === undefined ? [] : [error]), ...results.flatMap((result) => result.error ?? [])];
  for (const { title, error: failure } of results) {
    console.log(`${failure === undefined ? 'passed' : 'failed'}: ${title}`);
  }
  if (failures.length > 0 || results.length === 0) {
    throw new Error(failures.join('\n\n') || 'The suite held no test.');
  }
}
