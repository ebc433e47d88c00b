// Checks the previews of configurations with the programs that are installed here.
import { check, CHECKS, type Check, type CheckResult } from '../../client/src/checks';
import { preview } from '../../server/src/features';
import { previewOf } from '../../server/src/lsp/convert';
import type { PreviewDocument } from '../../server/src/lsp/protocol';
import type { Release } from '../../server/src/nixos';
import { fixture } from '../features/support';

/** The texts of the runner `web`, which has what a runner needs, and `more` in the configuration around it. */
export function documentsOf(more: string, release: Release = '25.05', runner = ''): readonly PreviewDocument[] {
  const text = `{ lib, pkgs, config, ... }: {
    services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${runner} };
    ${more}
  }`;
  return documentsIn(text, release);
}

/** The texts of the first runner of a configuration. */
export function documentsIn(text: string, release: Release): readonly PreviewDocument[] {
  const { file, analysis } = fixture(text, release);
  const shown = preview(file, {}, (path) => analysis.programs.get(path));
  if (shown === undefined) {
    throw new Error('The configuration has no preview.');
  }
  return previewOf(shown, (path) => `file://${path}`).documents;
}

/** What the programs on PATH say of documents. */
export function checked(documents: readonly PreviewDocument[], ...checks: Check[]): Promise<CheckResult> {
  return check(documents, {
    checks: new Set(checks.length > 0 ? checks : CHECKS),
    searchPath: process.env['PATH'],
    forbidden: [],
    signal: new AbortController().signal,
  });
}

/** The complaints as `document:the text that is marked: message`. */
export function complaints(documents: readonly PreviewDocument[], { findings }: CheckResult): string[] {
  return documents.flatMap(({ name, text }) =>
    (findings.get(name) ?? []).map(({ start, end, message }) => {
      const line = text.split('\n')[start.line] ?? '';
      const marked = start.line === end.line ? line.slice(start.character, end.character) : line.slice(start.character);
      return `${name.replace('github-runner-web', '…')}: ${marked}: ${message}`;
    }),
  );
}
