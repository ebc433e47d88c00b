// A scenario: one editor window, and steps that build on each other, each with a picture of how it ended.
import { afterAll, beforeAll, describe, onTestFailed, test } from 'vitest';
import { startEditor, type EditorOptions, type EditorServer } from './editorServer';
import { openPage, type EditorPage, type WindowSize } from './page';

/** Adds a step to a scenario; it gets the window, and the folder that is open in it. */
export type Step = (name: string, run: (editor: EditorPage, workspace: string) => Promise<void>) => void;

/** What a scenario may ask of its editor and its window. */
export interface ScenarioOptions extends Omit<EditorOptions, 'name' | 'settings'> {
  readonly size?: WindowSize;
}

/**
 * Runs a scenario in an editor of its own that has the packaged extension installed.
 * @param name names the scenario's pictures and log
 */
export function scenario(
  name: string,
  settings: NonNullable<EditorOptions['settings']>,
  define: (step: Step) => void,
  { size, ...options }: ScenarioOptions = {},
): void {
  describe(name, () => {
    let server: EditorServer | undefined;
    let editor: EditorPage | undefined;
    /** The step that was begun and did not come to its end. */
    let unfinished: string | undefined;

    beforeAll(async () => {
      server = await startEditor({ ...options, name, settings });
      editor = await openPage(server.url, name, size);
    });

    afterAll(async () => {
      await editor?.close();
      await server?.stop();
    });

    define((title, run) => {
      test(title, async ({ skip }) => {
        // Steps build on each other; the step itself may be tried again.
        skip(unfinished !== undefined && unfinished !== title, `the step "${unfinished}" failed`);
        if (editor === undefined || server === undefined) {
          throw new Error('The editor did not start.');
        }
        const page = editor;
        onTestFailed(() => page.screenshot(`failed ${title}`));
        unfinished = title;
        await run(page, server.workspace);
        await page.screenshot(title);
        unfinished = undefined;
      });
    });
  });
}
