// Clears the last run's output, and refuses to start where something that has to be there is missing.
import { rm, stat } from 'node:fs/promises';
import { installUnderTest } from './editorServer';
import { installEditor } from './install';
import { OUTPUT, VSIX } from './paths';

export default async function setup(): Promise<void> {
  await stat(VSIX).catch(() => {
    throw new Error(`${VSIX} is missing. Make it with \`npm run package\`.`);
  });
  await rm(OUTPUT, { recursive: true, force: true });
  console.log('Preparing the editor (minutes on the first run, nothing later)');
  await installEditor();
  await installUnderTest();
}
