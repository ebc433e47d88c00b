import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  failedRunnerChecks,
  unknownStorePath,
  type ModuleDefinition,
  type Release,
  type RunnerValues,
} from '../../server/src/nixos/index';
import { PLAIN_VALUES, renderRunner } from './support';

/** What real Nix answered for small configurations; recorded outside of this repository. */
const CASES = resolve(__dirname, '../../../shared/golden/cases');

interface Golden {
  readonly ok: boolean;
  readonly release: Release;
  readonly units?: Record<string, { readonly text: string; readonly scripts: Record<string, string> }>;
  readonly configs?: Record<string, string>;
  readonly warnings?: readonly string[];
  readonly failedAssertions?: readonly string[];
}

/** The options of a golden case as somebody reads them off its configuration. */
interface Runner {
  readonly attribute: string;
  readonly values: Partial<RunnerValues>;
  readonly more?: readonly ModuleDefinition[];
}

const override = (name: string, value: ModuleDefinition['value'], priority: 50 | 100 = 100): ModuleDefinition => ({
  path: ['serviceConfig', name],
  value,
  // `lib.mkForce` is stronger than anything the module itself defines, so that its own number does not occur there.
  priority: priority as ModuleDefinition['priority'],
  order: 1000,
  from: ['serviceOverrides'],
});

const RUNNERS: Readonly<Record<string, readonly Runner[]>> = {
  'runners-basic.2505': [
    {
      attribute: 'project',
      values: {
        url: 'https://github.com/example/project',
        tokenFile: '/run/secrets/github-runner/project',
        name: 'project',
      },
    },
  ],
  'runners-generated.2505': [
    {
      attribute: 'anvil-api',
      values: {
        url: 'https://github.com/example/api',
        tokenFile: '/run/secrets/api.token',
        name: 'anvil-api',
        extraLabels: ['api'],
      },
    },
    {
      attribute: 'anvil-web',
      values: {
        url: 'https://github.com/example/web',
        tokenFile: '/run/secrets/web.token',
        name: 'anvil-web',
        extraLabels: ['web', 'browser'],
      },
    },
  ],
  'runners-group-without-user.2505': [{ attribute: 'a', values: { tokenFile: '/t', name: 'a', group: 'docker' } }],
  'runners-options.2505': [
    {
      attribute: 'everything',
      values: {
        tokenFile: '/run/keys/runner',
        name: 'everything-1',
        runnerGroup: 'nix',
        extraLabels: ['a', 'b c'],
        noDefaultLabels: true,
        replace: true,
        ephemeral: true,
        user: 'ci',
        workDir: '/var/lib/ci-work',
        extraPackages: [unknownStorePath('jq'), unknownStorePath('gh')],
        extraEnvironment: { FOO: 'bar "baz"' },
      },
      more: [
        override('ProtectHome', false),
        override('RestrictAddressFamilies', ['AF_PACKET']),
        override('SystemCallFilter', ['@system-service'], 50),
      ],
    },
  ],
  'seed-basic.2211': [
    {
      attribute: 'nixos',
      values: {
        url: 'https://github.com/example/project',
        tokenFile: '/run/secrets/github-runner/project.token',
        name: 'nixos',
        extraLabels: ['nixos'],
        extraPackages: [unknownStorePath('docker')],
      },
    },
  ],
  'seed-ephemeral.2211': [
    {
      attribute: 'hydra',
      values: {
        url: 'https://github.com/example/project',
        tokenFile: "/var/keys/hydra's token",
        name: 'hydra',
        runnerGroup: 'linux builders',
        extraLabels: ['project', 'x86_64', 'main'],
        ephemeral: true,
        replace: true,
      },
    },
  ],
  'seed-merge.2211': [
    {
      attribute: 'nixos',
      values: { name: 'nixos', extraLabels: ['first', 'mid', 'last'] },
      more: [override('ProtectHome', 'read-only', 50)],
    },
  ],
  'seed-store-token.2211': [
    {
      attribute: 'nixos',
      values: { name: 'nixos', tokenFile: '/nix/store/3nk75f3j59i22v7gx77j650jbyna1mib-token' },
    },
  ],
};

const hideHashes = (text: string): string =>
  text.replace(/\/nix\/store\/[0-9a-z]{32}-/g, `/nix/store/${'e'.repeat(32)}-`);

const present = existsSync(CASES);
describe.skipIf(!present)(
  'what real Nix made of small configurations (needs shared/golden beside this repository)',
  () => {
    const files = present ? readdirSync(CASES).filter((file) => /\.\d{4}\.json$/.test(file)) : [];
    const golden = (name: string): Golden => JSON.parse(readFileSync(join(CASES, `${name}.json`), 'utf8')) as Golden;

    it('covers every case that has a unit', () => {
      const withUnits = files
        .map((file) => file.slice(0, -5))
        .filter((name) => Object.keys(golden(name).units ?? {}).length);
      expect(Object.keys(RUNNERS).sort()).toEqual(withUnits.sort());
    });

    for (const [name, runners] of Object.entries(RUNNERS)) {
      for (const runner of runners) {
        it(`${name}: ${runner.attribute}`, () => {
          const want = golden(name);
          const got = renderRunner(want.release, runner.attribute, runner.values, runner.more);
          const service = want.release === '22.11' ? 'github-runner' : `github-runner-${runner.attribute}`;
          const unit = want.units?.[service];
          expect(hideHashes(got.unit)).toBe(unit?.text);
          expect(Object.fromEntries(got.scripts.map((script) => [script.name, hideHashes(script.text)]))).toEqual(
            unit?.scripts,
          );
          const config = Object.entries(want.configs ?? {}).find(
            ([path]) => path.slice(33) === `${service}-config.json`,
          );
          expect(got.registration).toBe(config?.[1]);
          const checks = failedRunnerChecks(want.release, runner.attribute, { ...PLAIN_VALUES, ...runner.values });
          expect(checks.filter((check) => check.kind === 'assertion').map((check) => check.message)).toEqual(
            want.failedAssertions ?? [],
          );
          expect(checks.filter((check) => check.kind === 'warning').map((check) => check.message)).toEqual(
            want.warnings ?? [],
          );
        });
      }
    }
  },
);
