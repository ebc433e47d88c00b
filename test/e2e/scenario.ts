// A scenario: one editor window, and steps that build on each other, each with a picture of how it ended.
import { afterAll, beforeAll, describe, onTestFailed, test } from 'vitest';
import { startEditor, type EditorOptions, type EditorServer } from './editorServer';
import { openPage, type EditorPage } from './page';
import { VSIX } from './paths';

/** Adds a step to a scenario; it gets the window, and the folder that is open in it. */
export type Step = (name: string, run: (editor: EditorPage, workspace: string) => Promise<void>) => void;

/**
 * Runs a scenario in an editor of its own that has the packaged extension installed.
 * @param name names the scenario's pictures and log
 * @param prepare arranges the workspace's folder before the editor opens it
 */
export function scenario(
  name: string,
  settings: NonNullable<EditorOptions['settings']>,
  define: (step: Step) => void,
  prepare?: EditorOptions['prepare'],
): void {
  describe(name, () => {
    let server: EditorServer | undefined;
    let editor: EditorPage | undefined;

    beforeAll(async () => {
      server = await startEditor({ name, extensions: [VSIX], settings, ...(prepare && { prepare }) });
      editor = await openPage(server.url, name);
    });

    afterAll(async () => {
      await editor?.close();
      await server?.stop();
    });

    define((title, run) => {
      test(title, async () => {
        if (editor === undefined || server === undefined) {
          throw new Error('The editor did not start.');
        }
        const page = editor;
        onTestFailed(() => page.screenshot(`failed ${title}`));
        await run(page, server.workspace);
        await page.screenshot(title);
      });
    });
  });
}
