// Edits of an open file: what is said after each of them is what is said of the same text from scratch.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hover, preview } from '../../server/src/features';
import { changedText } from '../../server/src/syntax/change';
import { createAnalysis, type Analysis } from '../../server/src/workspace/analysis';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { placeIn, randomEdit } from '../support/edits';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadNodeParser();
const FILE = '/etc/nixos/configuration.nix';
const SOURCE = `{ config, lib, pkgs, ... }:
let
  organisation = "https://github.com/example";
  common = { ephemeral = true; extraLabels = [ "nixos" ]; };
in
{
  imports = [ ];
  networking.hostName = "build";
  # nixos-github-runner: ignore label-format a label of the old runners
  services.github-runners.web = common // {
    enable = true;
    url = organisation;
    tokenFile = "/run/secrets/\${config.networking.hostName}";
    serviceOverrides = { MemoryMax = "4G"; PrivateTmp = false; };
  };
  services.nginx = rec { enable = true; virtualHosts.a = { forceSSL = enable; }; };
  services.github-runners.docs = lib.mkIf config.services.nginx.enable {
    inherit (common) ephemeral;
    enable = lib.mkDefault true;
    url = "\${organisation}/docs";
    tokenFile = "/run/secrets/docs";
  };
}
`;

/** All that is shown of the file, as text. */
function shown(analysis: Analysis, text: string): string {
  const file = analysis.file(FILE, '25.05');
  if (file === undefined) throw new Error('the file cannot be read');
  const findings = file.findings.map(({ rule, message, at, fixes }) => ({
    rule,
    message,
    at: [at.start, at.end],
    fixes: fixes?.map(({ title, edits }) => [title, edits.map((e) => [e.at.start, e.at.end, e.newText])]),
  }));
  const names = [...text.matchAll(/\b(?:enable|url|ephemeral|MemoryMax|web|docs|tokenFile)\b/g)];
  const hovers = names.map(({ index }) => hover(file, index));
  const documents = file.hosts.flatMap((host) =>
    host.runners.map((runner) =>
      preview(file, { option: runner.loc.join('.') }, (path) => analysis.programs.get(path)),
    ),
  );
  const texts = documents.map((found) => [found?.notes, found?.documents.map((document) => document.text)]);
  return JSON.stringify({ findings, hovers, texts }, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

function opened(text: string): Analysis {
  const analysis = createAnalysis({ parser, files: memoryFiles({ [FILE]: text }), system: 'x86_64-linux' });
  analysis.programs.open(FILE, text);
  return analysis;
}

const edits = fc.array(fc.tuple(randomEdit(3, ['enable = 1;', 'a = { b = common; };\n', 'unbound']), fc.boolean()), {
  minLength: 1,
  maxLength: 6,
});

it('says after any edits what it says of the text from scratch', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(edits, (all) => {
      const analysis = opened(SOURCE);
      let text = SOURCE;
      const change = (start: number, end: number, newText: string): void => {
        text = changedText(text, [{ start, end, newText }]);
        analysis.programs.change(FILE, [{ start, end, newText }], text);
        expect(shown(analysis, text)).toBe(shown(opened(text), text));
      };
      for (const [edit, isTakenBack] of all) {
        const [start, end] = placeIn(text, edit);
        const before = text.slice(start, end);
        change(start, end, edit.newText);
        if (isTakenBack) change(start, start + edit.newText.length, before);
      }
    }),
    { numRuns: 60 },
  );
});

it('reads nothing that has no absolute path, such as a module of NixOS by its name', () => {
  const asked: string[] = [];
  const files = memoryFiles({ [FILE]: SOURCE });
  const readFile: typeof files.readFile = (path) => {
    asked.push(path);
    return files.readFile(path);
  };
  const analysis = createAnalysis({ parser, files: { ...files, readFile }, system: 'x86_64-linux' });
  expect(analysis.file(FILE, '25.05')?.hosts).toHaveLength(1);
  expect(asked).toContain(FILE);
  expect(asked.filter((path) => !path.startsWith('/'))).toEqual([]);
});

it('reads a file as often whatever it defines', () => {
  const reads = (labels: number): number => {
    const list = Array.from({ length: labels }, (_, i) => `"label${i}"`).join(' ');
    const files = memoryFiles({ [FILE]: SOURCE.replace('"nixos"', list) });
    let count = 0;
    const readFile: typeof files.readFile = (path) => {
      if (path === FILE) count++;
      return files.readFile(path);
    };
    const analysis = createAnalysis({ parser, files: { ...files, readFile }, system: 'x86_64-linux' });
    expect(analysis.file(FILE, '25.05')?.findings.length).toBeGreaterThan(0);
    return count;
  };
  expect(reads(200)).toBe(reads(2));
});
