// Hosts of one flake while their files are edited: those that an edit does not concern stay as they are, and what is
// said of all of them is what is said of the same texts from scratch.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preview } from '../../server/src/features';
import { changedText } from '../../server/src/syntax/change';
import { createAnalysis, type Analysis, type HostAnalysis } from '../../server/src/workspace/analysis';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { placeIn, randomEdit } from '../support/edits';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadNodeParser();

const runner = (name: string, url: string): string =>
  `services.github-runners.${name} = { enable = true; url = ${url}; tokenFile = "/run/secrets/${name}"; };`;

const FILES: Readonly<Record<string, string>> = {
  '/fleet/flake.nix': `{
  outputs = { self, nixpkgs, ... }:
    let
      host = name: nixpkgs.lib.nixosSystem {
        specialArgs.organisation = (import ./organisation.nix).name;
        modules = [ ./shared.nix (./hosts + "/\${name}.nix") ];
      };
    in
    {
      nixosConfigurations = {
        alpha = host "alpha";
        beta = host "beta";
        gamma = nixpkgs.lib.nixosSystem {
          modules = [ ./shared.nix { ${runner('g', '"https://github.com/g"')} ephemerall = 1; } ];
        };
        copy = nixpkgs.lib.nixosSystem {
          modules = [ { ${runner('c', 'self.nixosConfigurations.beta.config.services.github-runners.b.url')} } ];
        };
      };
    };
}`,
  '/fleet/organisation.nix': '{ name = "example"; }',
  '/fleet/shared.nix': `{ lib, ... }: {
  options.my.labels = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ "nixos" ]; };
}`,
  '/fleet/hosts/alpha.nix': `{ config, ... }: {
  ${runner('a', '"https://github.com/alpha"')}
  services.github-runners.a.extraLabels = config.my.labels;
}`,
  '/fleet/hosts/beta.nix': `{ organisation, ... }: {
  ${runner('b', '"https://github.com/${organisation}"')}
}`,
};
const OPEN = Object.keys(FILES);

function opened(texts: Readonly<Record<string, string>>): Analysis {
  const analysis = createAnalysis({ parser, files: memoryFiles(FILES), system: 'x86_64-linux' });
  for (const path of OPEN) {
    analysis.programs.open(path, texts[path] ?? '');
    analysis.note(path);
  }
  return analysis;
}

/** All that the rules say of each file, as text. */
function shown(analysis: Analysis): string {
  const all = OPEN.map((path) => {
    const file = analysis.file(path, '25.05');
    return {
      path,
      hosts: file?.hosts.map(({ name, runners }) => [name, runners.map((r) => r.loc.join('.'))]),
      findings: file?.findings.map(({ rule, message, at }) => [rule, message, at.source.path, at.start, at.end]),
    };
  });
  return JSON.stringify(all, undefined, 1);
}

/** Replaces the only `before` of a file by `after`. */
function edit(analysis: Analysis, path: string, before: string, after: string): void {
  const text = analysis.programs.overlay(path) ?? '';
  const start = text.indexOf(before);
  expect([start < 0, text.lastIndexOf(before)]).toEqual([false, start]);
  const change = { start, end: start + before.length, newText: after };
  analysis.programs.change(path, [change], changedText(text, [change]));
  analysis.note(path);
}

const hostsByName = (analysis: Analysis): ReadonlyMap<string | undefined, HostAnalysis> =>
  new Map(OPEN.flatMap((path) => analysis.file(path, '25.05')?.hosts ?? []).map((host) => [host.name, host] as const));

describe('an edit', () => {
  const changedBy = (path: string, before: string, after: string): (string | undefined)[] => {
    const analysis = opened(FILES);
    const known = hostsByName(analysis);
    edit(analysis, path, before, after);
    return [...hostsByName(analysis)].filter(([name, host]) => host !== known.get(name)).map(([name]) => name);
  };

  it('of the file of one host leaves the other hosts as they are', () => {
    expect(changedBy('/fleet/hosts/alpha.nix', 'com/alpha', 'com/alpha2')).toEqual(['alpha']);
  });
  it('concerns a host that reads the configuration of another one', () => {
    expect(changedBy('/fleet/hosts/beta.nix', 'enable = true', 'enable = false').sort()).toEqual(['beta', 'copy']);
  });
  it('of a module concerns the hosts that have it', () => {
    expect(changedBy('/fleet/shared.nix', '"nixos"', '"linux"').sort()).toEqual(['alpha', 'beta', 'copy', 'gamma']);
  });
  it('of what the flake gives to some hosts concerns those', () => {
    expect(changedBy('/fleet/organisation.nix', 'example', 'company').sort()).toEqual(['beta', 'copy']);
  });
  it('of the flake concerns all of them', () => {
    expect(changedBy('/fleet/flake.nix', 'com/g', 'com/gg').sort()).toEqual(['alpha', 'beta', 'copy', 'gamma']);
  });
});

it('keeps what is known of a file as long as nothing that it depends on changes', () => {
  const analysis = opened(FILES);
  const alpha = analysis.file('/fleet/hosts/alpha.nix', '25.05');
  edit(analysis, '/fleet/hosts/beta.nix', 'enable = true', 'enable = false');
  expect(analysis.file('/fleet/hosts/alpha.nix', '25.05')).toBe(alpha);
  edit(analysis, '/fleet/shared.nix', '"nixos"', '"linux"');
  expect(analysis.file('/fleet/hosts/alpha.nix', '25.05')).not.toBe(alpha);
});

describe('a file with another text', () => {
  const other = (text: string): string => text.replace('enable = true', 'enable = false');
  const path = '/fleet/hosts/beta.nix';
  const asked = (analysis: Analysis): readonly HostAnalysis[] =>
    analysis.fileWithText(path, other(FILES[path] ?? ''), '25.05')?.hosts ?? [];

  it('has hosts of its own, which stay while the text that stands for the file changes', () => {
    const analysis = opened(FILES);
    const known = hostsByName(analysis);
    const before = asked(analysis);
    expect(before.map(({ name, runners }) => [name, runners.length])).toEqual([['beta', 1]]);
    expect(before[0]).not.toBe(known.get('beta'));
    edit(analysis, path, 'com/', 'com/x');
    expect(asked(analysis)[0]).toBe(before[0]);
    edit(analysis, '/fleet/organisation.nix', 'example', 'company');
    expect(asked(analysis)[0]).not.toBe(before[0]);
  });

  it('shares the hosts that do not depend on it', () => {
    const analysis = opened(FILES);
    const known = hostsByName(analysis);
    const hosts = analysis.fileWithText('/fleet/hosts/alpha.nix', '{ }', '25.05')?.hosts;
    expect(hosts).toEqual([]);
    const shared = analysis.fileWithText('/fleet/organisation.nix', '{ name = "company"; }', '25.05')?.hosts ?? [];
    expect(shared.filter((host) => host === known.get(host.name)).map(({ name }) => name)).toEqual([]);
    const all = analysis.fileWithText('/fleet/shared.nix', FILES['/fleet/shared.nix'] ?? '', '25.05')?.hosts ?? [];
    expect(all.map(({ name }) => name).sort()).toEqual(['alpha', 'beta', 'gamma']);
  });
});

describe('files on disk', () => {
  it('that are opened as they are change nothing, and their changes concern who read them', () => {
    const files: Record<string, string> = { ...FILES };
    const analysis = createAnalysis({ parser, files: memoryFiles(files), system: 'x86_64-linux' });
    for (const path of OPEN) analysis.note(path);
    const url = (): string | undefined => {
      const file = analysis.file('/fleet/hosts/beta.nix', '25.05');
      const found =
        file && preview(file, { option: 'services.github-runners.b' }, (path) => analysis.programs.get(path));
      return found?.documents.map(({ text }) => /https:\/\/github.com\/\w+/.exec(text)?.[0]).find(Boolean);
    };
    const before = analysis.file('/fleet/hosts/beta.nix', '25.05');
    analysis.programs.open('/fleet/hosts/beta.nix', FILES['/fleet/hosts/beta.nix'] ?? '');
    expect(analysis.file('/fleet/hosts/beta.nix', '25.05')).toBe(before);
    files['/fleet/organisation.nix'] = '{ name = "company"; }';
    analysis.programs.invalidate(['/fleet/hosts/alpha.nix']);
    expect(url()).toBe('https://github.com/example');
    analysis.programs.invalidate(['/fleet/organisation.nix']);
    expect(url()).toBe('https://github.com/company');
  });
});

describe('of many hosts', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
  const FLEET = `{ outputs = { nixpkgs, ... }: { nixosConfigurations = {
${NAMES.map((name) => `    ${name} = nixpkgs.lib.nixosSystem { modules = [ ./shared.nix { ${runner(name, '"https://github.com/x"')} } ]; };`).join('\n')}
  }; }; }`;

  it('units are made again from the values that are kept', () => {
    const files = memoryFiles({ '/fleet/flake.nix': FLEET, '/fleet/shared.nix': '{ services.github-runners = { }; }' });
    const analysis = createAnalysis({ parser, files, system: 'x86_64-linux' });
    const texts = (host: HostAnalysis): string[] =>
      host.runners.map(
        (r) =>
          host
            .preview(r)
            ?.unit.lines.map(({ text }) => text)
            .join('\n') ?? '',
      );
    const steps = analysis.steps('/fleet/shared.nix', '25.05');
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      const [first] = step.value?.().hosts ?? [];
      if (first === undefined) continue;
      const [own] = first.runners;
      const before = texts(first);
      const unit = own && first.preview(own);
      while (steps.next().done !== true);
      expect(before.join()).toContain('github-runner');
      expect(texts(first)).toEqual(before);
      expect(own && first.preview(own)).not.toBe(unit);
      return;
    }
    throw new Error('no host was found');
  });
});

describe('any edits', () => {
  const edits = fc.array(
    fc.tuple(fc.constantFrom(...OPEN), randomEdit(6, [' [', 'null', 'imports = [ ./hosts/beta.nix ];'])),
    { minLength: 1, maxLength: 4 },
  );

  it('leave what the texts give', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(edits, (all) => {
        const texts: Record<string, string> = { ...FILES };
        const analysis = opened(texts);
        shown(analysis);
        for (const [path, edit] of all) {
          const text = texts[path] ?? '';
          const [start, end] = placeIn(text, edit);
          const change = { start, end, newText: edit.newText };
          texts[path] = changedText(text, [change]);
          analysis.programs.change(path, [change], texts[path]);
          analysis.note(path);
          expect(shown(analysis)).toBe(shown(opened(texts)));
        }
      }),
      { numRuns: 12 },
    );
  });
});
