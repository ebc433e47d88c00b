// What a unit shows of sets and lists of which only a part is known: that part, and a mark for the rest.
import { describe, expect, it } from 'vitest';
import type { Preview } from '../../server/src/runner';
import { analyse, directive, findingsOf, previewsOf } from '../support/analyse';

const host = (body: string): string => `{ config, lib, pkgs, ... }: { services.github-runners = {
  a = { enable = true; url = "https://github.com/example"; tokenFile = "/run/t"; ${body} };
}; }`;

const preview = (body: string): Preview | undefined => {
  const result = analyse(host(body));
  expect(findingsOf(result)).toEqual([]);
  return previewsOf(result)['github-runner-a.service'];
};

/** Variables that are not the module's own. */
const variables = (p: Preview | undefined): string[] =>
  directive(p, 'Environment').filter((v) => !/^"(HOME|PATH|RUNNER_ROOT|LOCALE_ARCHIVE|TZDIR)=/.test(v));

const labels = (p: Preview | undefined): string | undefined => p?.scripts[1]?.text.match(/--labels (.*)/)?.[1];

describe('variables', () => {
  it('that hang on a condition stand beside the others', () => {
    const p = preview('extraEnvironment = { A = "1"; } // lib.optionalAttrs config.my.on { C = "3"; };');
    expect(variables(p)).toEqual(['"A=1"', '"C=3"']);
    expect(p?.unknowns.map((u) => u.expression)).toEqual([
      '{ A = "1"; } // lib.optionalAttrs config.my.on { C = "3"; }',
    ]);
  });

  it('that have one of two values are not known', () => {
    const p = preview('extraEnvironment = if config.my.on then { A = "1"; S = "s"; } else { A = "2"; S = "s"; };');
    expect(variables(p).map((v) => v.slice(0, 5))).toEqual(['"A=‹i', '"S=s"']);
  });

  it('below a set that is not known may have other values, and others may stand beside them', () => {
    const p = preview('extraEnvironment = { A = "1"; } // config.my.env // { B = "2"; };');
    expect(variables(p)).toEqual(['"A=‹config.my.env.A›"', '"B=2"', '‹config.my.env›']);
  });

  it('are known through functions over a set that is known in part', () => {
    const p = preview('extraEnvironment = lib.mapAttrs (_: toString) (config.my.env // { B = 2; });');
    expect(variables(p)).toEqual(['"B=2"', '‹config.my.env›']);
  });

  it('take the place of the module’s own only where they are there in any case', () => {
    const home = (body: string): string[] =>
      directive(preview(body), 'Environment').filter((v) => v.startsWith('"HOME='));
    expect(home('extraEnvironment = if config.my.on then { HOME = "/h"; A = "1"; } else { HOME = "/h"; };')).toEqual([
      '"HOME=/h"',
    ]);
    expect(home('extraEnvironment = lib.optionalAttrs config.my.on { HOME = "/h"; };')[0]).toMatch(/^"HOME=‹/);
  });
});

describe('settings', () => {
  it('of overrides that are known in part stand in the unit', () => {
    const p = preview(
      'serviceOverrides = { MemoryMax = "1G"; } // lib.optionalAttrs config.my.on { CPUQuota = "10%"; };',
    );
    expect([directive(p, 'MemoryMax'), directive(p, 'CPUQuota')]).toEqual([['1G'], ['10%']]);
  });

  it('that are not known by name are marked', () => {
    const p = preview('serviceOverrides = config.my.overrides // { MemoryMax = "1G"; };');
    expect(directive(p, 'MemoryMax')).toEqual(['1G']);
    expect(p?.unit.text).toContain('\n‹config.my.overrides›\n');
    expect(p?.unknowns.map((u) => u.expression)).toContain('config.my.overrides');
  });

  it('that are lists keep the items that are known', () => {
    const p = preview('serviceOverrides.SupplementaryGroups = [ "docker" ] ++ lib.optional config.my.on "kvm";');
    expect(directive(p, 'SupplementaryGroups')).toEqual([
      'docker',
      '‹[ "docker" ] ++ lib.optional config.my.on "kvm"›',
    ]);
    const open = preview('serviceOverrides.SupplementaryGroups = [ "docker" ] ++ config.my.groups;');
    expect(directive(open, 'SupplementaryGroups')).toEqual(['docker', '‹[ "docker" ] ++ config.my.groups›']);
  });
});

describe('labels and packages', () => {
  it('keep what is known of them', () => {
    expect(labels(preview('extraLabels = [ "x" ] ++ lib.optional config.my.on "y";'))).toMatch(/^'x,‹\[ "x" \] \+\+/);
    expect(labels(preview('extraLabels = lib.optional config.my.on "y";'))).toMatch(/^'‹lib\.optional/);
    expect(labels(preview('extraLabels = [ "x" ] ++ config.my.labels;'))).toBe('\'x,‹[ "x" ] ++ config.my.labels›\'');
    expect(labels(preview('extraLabels = if config.my.on then [ "a" ] else [ "b" ];'))).toMatch(/^'‹if /);
    const path = directive(preview('extraPackages = [ pkgs.jq ] ++ config.my.packages;'), 'Environment').find((v) =>
      v.startsWith('"PATH='),
    );
    expect(path).toMatch(/-nix\/bin:\/nix\/store\/e+-jq\/bin:‹\[ pkgs\.jq \] \+\+ config\.my\.packages›\/bin/);
  });
});

describe('a runner of which a part is not known', () => {
  const runners = (body: string): ReturnType<typeof analyse> =>
    analyse(`{ config, lib, ... }: { services.github-runners = ${body}; }`);

  it('lacks nothing that this part may define', () => {
    for (const body of [
      '{ a = lib.mkMerge [ { enable = true; } config.my.runner ]; }',
      '{ a = { enable = true; } // config.my.runner; }',
      '{ a = { enable = true; }; } // config.my.runners',
    ])
      expect(findingsOf(runners(body)), body).toEqual([]);
  });

  it('has options that are not known where only this part may define them', () => {
    const result = runners(
      '{ a = lib.mkMerge [ { enable = true; url = "https://github.com/example"; tokenFile = "/run/t"; } config.my.runner ]; }',
    );
    const p = previewsOf(result)['github-runner-a.service'];
    expect(JSON.parse(p?.registration.json ?? '{}')).toMatchObject({
      name: '‹config.my.runner.name›',
      url: 'https://github.com/example',
    });
    expect(p?.registration.storePath).toMatch(/\/e{32}-/);
  });

  it('is there below a set that may define it otherwise', () => {
    const { hosts } = runners(
      '{ a = { enable = true; url = "https://github.com/example"; tokenFile = "/run/t"; }; } // config.my.runners',
    );
    expect(hosts[0]?.runners.map((r) => [r.attribute, r.hasService, r.values.url])).toEqual([
      ['a', true, 'https://github.com/example'],
    ]);
  });
});

describe('switches that are not known', () => {
  const p = preview('ephemeral = config.my.short; replace = config.my.again; noDefaultLabels = config.my.bare;');

  it('stand for themselves in the unit, the scripts and the registration', () => {
    expect(directive(p, 'Restart')).toEqual(['‹config.my.short›']);
    expect(p?.scripts[0]?.text).toContain('if [[ "‹config.my.short›" ]]; then');
    expect(p?.scripts[1]?.text).toMatch(/‹config\.my\.again›\n.*‹config\.my\.short›\n.*‹config\.my\.bare›\n/s);
    expect(p?.registration?.json).toContain('"ephemeral":"‹config.my.short›"');
  });

  it('are told', () => {
    expect(p?.unknowns.map((u) => u.expression).sort()).toEqual([
      'config.my.again',
      'config.my.bare',
      'config.my.short',
    ]);
  });
});

describe('options that an unknown value may leave at their default', () => {
  it('fail no assertion', () => {
    preview('group = config.my.group;');
    preview('noDefaultLabels = config.my.bare;');
  });
});
