// Runs the Mocha suite inside the extension host of a real editor and shows each of its tests as one of ours.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { RESULT_VARIABLE, type DriverReport } from './driver/main';
import { startEditor } from './editorServer';
import { openPage } from './page';
import { OUTPUT } from './paths';
import { SUITE_SETTINGS } from './settings';
import { buildTestExtension, packageExtension } from './testExtension';

const TIMEOUT_MS = 120_000;

async function runInHost(): Promise<DriverReport> {
  const result = path.join(OUTPUT, 'host.json');
  const driver = await packageExtension(await buildTestExtension('driver'));
  const server = await startEditor({
    name: 'host',
    extensions: [driver],
    settings: SUITE_SETTINGS,
    env: { [RESULT_VARIABLE]: result },
  });
  try {
    // The extension host runs as long as a window is open.
    const window = await openPage(server.url, 'host');
    try {
      const deadline = Date.now() + TIMEOUT_MS;
      while (Date.now() < deadline) {
        const text = await readFile(result, 'utf8').catch(() => undefined);
        if (text !== undefined) {
          return JSON.parse(text) as DriverReport;
        }
        await sleep(200);
      }
      return { error: `The suite did not end within ${TIMEOUT_MS / 1000} seconds.` };
    } finally {
      await window.screenshot('end of the suite');
      await window.close();
    }
  } finally {
    await server.stop();
  }
}

const { results = [], error } = await runInHost();

describe('inside the extension host', () => {
  test('the suite ran', () => {
    expect(error).toBeUndefined();
    expect(results).not.toHaveLength(0);
  });

  for (const { title, error: failure } of results) {
    test(title, () => {
      expect(failure).toBeUndefined();
    });
  }
});
