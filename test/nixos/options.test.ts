import { describe, expect, it } from 'vitest';
import {
  atLeast,
  enableHasEffect,
  isRelease,
  isVerified,
  NEWEST_RELEASE,
  optionTrees,
  RELEASES,
  runnerOptions,
  typeDescription,
  type OptionTree,
  type Release,
} from '../../server/src/nixos/index';

const FIRST = [
  'enable',
  'url',
  'tokenFile',
  'name',
  'runnerGroup',
  'extraLabels',
  'replace',
  'extraPackages',
  'package',
  'ephemeral',
];
const IN_23_05 = [...FIRST, 'extraEnvironment', 'serviceOverrides', 'user', 'workDir'];
const IN_23_11 = [...IN_23_05, 'nodeRuntimes'];
const IN_24_05 = [...IN_23_11, 'group', 'noDefaultLabels'];
const IN_25_11 = [...IN_24_05, 'tokenType'];

const option = (release: Release, tree: OptionTree, name: string) =>
  runnerOptions(release, tree).find((candidate) => candidate.name === name);
const type = (release: Release, tree: OptionTree, name: string): string | undefined => {
  const found = option(release, tree, name);
  return found && typeDescription(release, found.type);
};

describe('releases', () => {
  it('are ordered, the newest last', () => {
    expect(RELEASES.at(-1)).toBe(NEWEST_RELEASE);
    expect(atLeast('24.05', '23.11')).toBe(true);
    expect(atLeast('24.05', '24.05')).toBe(true);
    expect(atLeast('23.11', '24.05')).toBe(false);
  });

  it('are told from other texts', () => {
    expect(isRelease('25.05')).toBe(true);
    expect(isRelease('25.06')).toBe(false);
  });

  it('say which renderings were compared with real Nix', () => {
    expect(RELEASES.filter(isVerified)).toEqual(['22.11', '24.11', '25.05']);
  });
});

describe('the options of a runner', () => {
  it.each<[Release, OptionTree, string[]]>([
    ['22.11', 'singular', FIRST],
    ['22.11', 'plural', []],
    ['23.05', 'singular', IN_23_05],
    ['23.05', 'plural', IN_23_05],
    ['23.11', 'singular', IN_23_11],
    ['23.11', 'plural', IN_23_11],
    ['24.05', 'singular', []],
    ['24.05', 'plural', IN_24_05],
    ['24.11', 'plural', IN_24_05],
    ['25.05', 'plural', IN_24_05],
    ['25.11', 'plural', IN_25_11],
    ['26.05', 'plural', IN_25_11],
  ])('of %s in the %s tree', (release, tree, names) => {
    expect(
      runnerOptions(release, tree)
        .map((found) => found.name)
        .sort(),
    ).toEqual([...names].sort());
  });

  it('begin with what must be set', () => {
    expect(
      runnerOptions('25.05', 'plural')
        .slice(0, 3)
        .map((found) => found.name),
    ).toEqual(['enable', 'url', 'tokenFile']);
    expect(option('25.05', 'plural', 'url')?.default).toEqual({ kind: 'required' });
    expect(option('25.05', 'plural', 'tokenFile')?.default).toEqual({ kind: 'required' });
  });

  it('give `name` another type and default in each tree and release', () => {
    const pattern = 'string matching the pattern ^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$';
    expect(type('22.11', 'singular', 'name')).toBe(pattern);
    expect(option('22.11', 'singular', 'name')?.default).toEqual({ kind: 'hostName' });
    expect(type('23.11', 'plural', 'name')).toBe(`null or ${pattern}`);
    expect(option('23.11', 'plural', 'name')?.default).toEqual({ kind: 'value', value: null });
    expect(type('24.05', 'plural', 'name')).toBe('null or string');
    expect(option('24.05', 'plural', 'name')?.default).toEqual({ kind: 'attributeName' });
  });

  it('give `nodeRuntimes` the versions of the release', () => {
    expect(type('23.11', 'plural', 'nodeRuntimes')).toBe('non-empty (list of (one of "node16", "node20"))');
    expect(type('24.11', 'plural', 'nodeRuntimes')).toBe('non-empty (list of value "node20" (singular enum))');
    expect(type('25.05', 'plural', 'nodeRuntimes')).toBe('non-empty (list of (one of "node20", "node24"))');
    expect(option('25.05', 'plural', 'nodeRuntimes')?.default).toEqual({ kind: 'value', value: ['node20'] });
    expect(option('25.11', 'plural', 'nodeRuntimes')?.default).toEqual({ kind: 'value', value: ['node20', 'node24'] });
    expect(option('26.05', 'plural', 'nodeRuntimes')?.default).toEqual({ kind: 'value', value: ['node24'] });
  });

  it('are described as nixpkgs describes their types', () => {
    expect(type('25.05', 'plural', 'enable')).toBe('boolean');
    expect(type('24.11', 'plural', 'tokenFile')).toBe('path');
    expect(type('25.05', 'plural', 'tokenFile')).toBe('absolute path');
    expect(type('25.05', 'plural', 'extraLabels')).toBe('list of string');
    expect(type('25.05', 'plural', 'extraPackages')).toBe('list of package');
    expect(type('25.05', 'plural', 'serviceOverrides')).toBe('attribute set');
    expect(type('25.11', 'plural', 'tokenType')).toBe('one of "auto", "access", "registration"');
  });

  it('say which changes make the runner register anew', () => {
    const registering = runnerOptions('25.11', 'plural').filter((found) => found.reRegisters);
    expect(registering.map((found) => found.name).sort()).toEqual(
      ['ephemeral', 'extraLabels', 'name', 'noDefaultLabels', 'runnerGroup', 'tokenFile', 'url', 'workDir'].sort(),
    );
  });

  it('each have a summary of a few sentences', () => {
    for (const found of runnerOptions(NEWEST_RELEASE, 'plural')) {
      expect(found.summary, found.name).toMatch(/^[A-Z].*\.$/s);
      expect(found.summary.length, found.name).toBeGreaterThan(60);
    }
  });
});

describe('the two option trees', () => {
  it('come and go with the releases', () => {
    const states = RELEASES.map((release) => {
      const trees = optionTrees(release);
      return `${release} ${trees.singular.status} ${trees.plural.status}`;
    });
    expect(states).toEqual([
      '22.11 exists absent',
      '23.05 exists exists',
      '23.11 exists exists',
      '24.05 removed exists',
      '24.11 removed exists',
      '25.05 removed exists',
      '25.11 removed exists',
      '26.05 removed exists',
    ]);
  });

  it('ignore `enable` in services.github-runners from 23.05 to 24.05', () => {
    expect(RELEASES.filter((release) => !enableHasEffect(release, 'plural'))).toEqual([
      '22.11',
      '23.05',
      '23.11',
      '24.05',
    ]);
    expect(enableHasEffect('23.11', 'singular')).toBe(true);
  });
});
