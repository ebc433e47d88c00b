// Where the end-to-end tests find and leave things.
import path from 'node:path';

const here = import.meta.dirname;

/** The project's root folder. */
export const ROOT = path.resolve(here, '../..');

/** The packaged extension, as `npm run package` leaves it. */
export const VSIX = path.join(ROOT, 'nixos-github-runner.vsix');

/** The small configurations that the scenarios open; copied before use. */
export const WORKSPACE = path.join(here, 'workspace');

/** Screenshots, logs and results of the last run. */
export const OUTPUT = path.join(ROOT, 'test-output', 'e2e');

/** The extensions folder that holds the extension under test, installed once for all editors. */
export const INSTALLED = path.join(OUTPUT, 'installed');

/** Holds the installed editor, which takes minutes and hundreds of megabytes to fetch. */
export const CACHE = process.env['NIXOS_RUNNER_E2E_CACHE'] ?? path.join(here, '.cache');

/** package.json and package-lock.json of the editor. */
export const EDITOR_MANIFESTS = ['package.json', 'package-lock.json'].map((name) => path.join(here, name));
