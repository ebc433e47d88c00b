// Installs the editor of the end-to-end tests ahead of them: node scripts/run-ts.mjs test/e2e/prepare.ts
import { installEditor } from './install';

const { entry } = await installEditor();
console.log(`The editor is ${entry}`);
