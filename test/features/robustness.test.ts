// Features give nothing rather than fail: at every offset of a configuration, and in every state of typing it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  codeActions,
  completion,
  definitions,
  foldingRanges,
  highlights,
  hover,
  inlayHints,
  links,
  preview,
  references,
  prepareRename,
  rename,
  runnersOfFile,
  selectionRanges,
  semanticTokens,
  signatureHelp,
  symbols,
  type Moment,
  type Surroundings,
} from '../../server/src/features';
import { memoryFiles } from '../support/memoryFiles';
import { edited } from './marks';
import type { FileAnalysis } from '../../server/src/workspace/analysis';
import { fixture, type Fixture } from './support';

const example = readFileSync('examples/configuration.nix', 'utf8');
const dense = `{ config, lib, pkgs, ... }@args:
let common = rec { enable = true; url = "https://github.com/\${owner}"; owner = "a"; }; in
lib.mkMerge [
  { services.github-runners = lib.mapAttrs (n: v: common // v // { name = n; }) { a = { tokenFile = ./t; }; "b c" = { }; }; }
  (lib.mkIf (args ? x) { services.github-runners.\${config.x}.serviceOverrides = { A = [ 1 ]; inherit (config) B; }; })
  { systemd.services.github-runner-a = { serviceConfig.C = null; environment.D = 1; script = ''echo \${toString 1}''; }; }
]`;

/** What is asked about a place. */
function selected({ program: { parse, source } }: FileAnalysis, offset: number): void {
  highlights(parse, offset);
  for (const { start, end } of selectionRanges(parse, offset)) expect(start).toBeLessThanOrEqual(end);
  const renamed = prepareRename(parse, offset) && rename(parse, offset, 'another');
  if (renamed && 'edits' in renamed) expect(edited(source.text, renamed.edits)).not.toBe(source.text);
}

/** What is asked about a place, and answered from other files too. */
function elsewhere(file: FileAnalysis, offset: number, around: Surroundings): void {
  const found = [...(definitions(file, offset, around)?.places ?? []), ...references(file, offset, true, around)];
  for (const { start, end } of found) expect(start).toBeLessThanOrEqual(end);
}

/** What is asked while somebody types. */
function typing({ file, analysis, files }: Fixture, offset: number): number {
  const moment: Moment = {
    program: file.program,
    file,
    release: '25.05',
    files,
    programAt: (path) => analysis.programs.get(path),
    inSession: (f, budget) => analysis.inSession(f, budget),
  };
  for (const cause of ['asked', 'shown', { typed: ' ' }, { typed: '{' }] as const) {
    const found = signatureHelp(moment, offset, cause);
    const active = found?.parameters[found.active]?.span;
    if (found) expect(found.label.slice(active?.start, active?.end)).not.toBe('');
  }
  const hints = inlayHints(moment, { start: 0, end: offset }, new Set(['value', 'shadowedDefault']));
  for (const hint of hints) {
    expect(hint.offset).toBeLessThanOrEqual(offset);
    expect(hint.tooltip()).toContain('services.github-runners.');
    hint.origin({ programAt: moment.programAt, files });
  }
  return completed(moment, offset);
}

/** How much is offered; each thing once, in place of what the cursor touches, and with documentation that can be had. */
function completed(moment: Moment, offset: number): number {
  const list = completion(moment, offset);
  if (list === undefined) return 0;
  const { items, typed } = list;
  expect([typed.start <= offset, offset <= typed.end, typed.end <= moment.program.source.text.length]).not.toContain(
    false,
  );
  expect(new Set(items.map(({ label }) => label)).size).toBe(items.length);
  for (const { documentation } of items.slice(0, 3)) expect(documentation?.()).not.toBe('');
  return items.length;
}

/** What is asked about a text. */
function wholeText({ program: { parse, source } }: FileAnalysis): void {
  links(source, parse, memoryFiles({}));
  for (const { startLine, endLine } of foldingRanges(parse)) expect(startLine).toBeLessThan(endLine);
  const tokens = semanticTokens(parse);
  tokens.slice(1).forEach(({ span }, i) => expect(span.start).toBeGreaterThanOrEqual(tokens[i]?.span.end ?? 0));
}

test.each([
  ['the example', example],
  ['a dense configuration', dense],
])('every offset of %s', (_, text) => {
  const own = fixture(text, '25.05');
  const { file, analysis, files } = own;
  const around = { programAt: (path: string) => analysis.programs.get(path), files };
  const hovers = new Set<string>();
  let items = 0;
  for (let offset = -1; offset <= text.length + 1; offset++) {
    const found = hover(file, offset, files);
    if (found) hovers.add(text.slice(found.span.start, found.span.end));
    codeActions(file, { start: offset, end: offset });
    selected(file, offset);
    elsewhere(file, offset, around);
    items += typing(own, offset);
  }
  expect(hovers.size).toBeGreaterThan(4);
  expect(items).toBeGreaterThan(text.length);
});

test.each([
  ['the example', example],
  ['a dense configuration', dense],
])('%s while it is typed', { timeout: 120_000 }, (_, text) => {
  for (let length = 0; length <= text.length; length += 7) {
    const own = fixture(text.slice(0, length), '25.05');
    const { file, analysis, files } = own;
    const around = { programAt: (path: string) => analysis.programs.get(path), files };
    elsewhere(file, length, around);
    hover(file, length, files);
    symbols(file);
    selected(file, length);
    typing(own, length);
    wholeText(file);
    expect(
      preview(file, {}, (path) => analysis.programs.get(path)) === undefined || runnersOfFile(file).length > 0,
    ).toBe(true);
  }
});
