// SARIF against the schema of the standard, and what code scanning makes of it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { formatSarif } from '../../server/src/cli/format/sarif';
import { RULE_NAMES } from '../../server/src/rules';
import { analyse } from '../support/analyse';
import { cli, project } from './support';

const schema = JSON.parse(
  readFileSync(
    path.join(
      path.dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json')),
      'lib/schemas/sarif-2.1.0-rtm.5.json',
    ),
    'utf8',
  ),
) as Record<string, unknown>;
// It was written for an earlier draft, which differs in the names of these two alone.
delete schema['$schema'];
delete schema['id'];
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

interface Rule {
  readonly id: string;
  readonly helpUri?: string;
  readonly help: { readonly markdown?: string };
  readonly properties: { readonly tags: readonly string[] };
}

interface Result {
  readonly ruleId: string;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly { readonly artifactChanges: readonly { readonly replacements: readonly unknown[] }[] }[];
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly { location: { message: { text: string } } }[] }[];
  }[];
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Rule[]; readonly version?: string } };
      readonly invocations: readonly [{ readonly executionSuccessful: boolean }];
      readonly results: readonly Result[];
    },
  ];
}

function valid(text: string): Log['runs'][0] {
  const log: unknown = JSON.parse(text);
  validate(log);
  expect(validate.errors).toBeNull();
  return (log as Log).runs[0];
}

const FAULTS = `{ pkgs, ... }:
let
  token = pkgs.writeText "t" "secret";
in
{
  services.github-runners.a = {
    enable = true;
    replace = "yes";
    url = "http://me:pass@github.com/a/b.git";
    tokenFile = token;
    extraLabels = [ "linux" "a,b" "\u{1f980}" ];
    extraLabel = 1;
    user = "nobody-here";
    workDir = "x";
    serviceOverrides = { PrivateTmp = false; Restart = "always"; Frob = 1; SetCredential = "a:b"; };
  };
  services.github-runners."b c" = { };
  systemd.services.x.serviceConfig.Restart = missing;
}
`;

it('is valid, with findings of many rules, with none, and with files that cannot be read', async () => {
  const cwd = project({ 'my host/a b.nix': FAULTS, 'c.nix': '{ }' });
  const check = async (...args: string[]): Promise<Log['runs'][0]> =>
    valid((await cli(['check', '--format', 'sarif', '--release', '25.05', ...args], { cwd })).out);
  expect(new Set((await check('.')).results.map((r) => r.ruleId)).size).toBeGreaterThan(5);
  expect((await check('c.nix')).results).toEqual([]);
  const { invocations } = await check('c.nix', 'missing.nix');
  expect(invocations[0].executionSuccessful).toBe(false);
});

function log(source: string): Log['runs'][0] {
  const { findings } = analyse(source);
  const pageOf = (rule: string): { uri: string; markdown: string } => {
    const file = path.resolve(import.meta.dirname, `../../docs/rules/${rule}.md`);
    return { uri: pathToFileURL(file).href, markdown: readFileSync(file, 'utf8') };
  };
  return valid(formatSarif(findings, (file) => path.basename(file), { version: '1.2.3', pageOf, problems: [] }));
}

it('describes every rule, and gives the pages of those that are reported', () => {
  const { rules, version } = log(FAULTS).tool.driver;
  expect(version).toBe('1.2.3');
  expect(rules.map((rule) => rule.id)).toEqual([...RULE_NAMES]);
  for (const { id, helpUri } of rules) expect(helpUri).toMatch(new RegExp(`^file://.*/docs/rules/${id}\\.md$`));
  const pages = rules.filter((rule) => rule.help.markdown !== undefined).map((rule) => rule.id);
  expect(pages).toContain('token-in-store');
  expect(pages).not.toContain('node-runtime-eol');
  expect(rules.find((rule) => rule.id === 'token-in-store')?.properties.tags).toEqual(['security']);
});

it('gives the way of a token as a code flow', () => {
  const [{ codeFlows } = {}] = log(FAULTS).results.filter(
    (r) => r.ruleId === 'token-in-store' && r.codeFlows !== undefined,
  );
  const messages = codeFlows?.[0]?.threadFlows[0]?.locations.map((l) => l.location.message.text) ?? [];
  expect(messages.slice(0, -1)).toEqual(['The path comes from here.', 'It passes through `token` here.']);
  expect(messages.at(-1)).toContain('writes the token');
});

it('puts the edits of a fix into one change for each file', () => {
  const { results } = log(FAULTS);
  const forced = results.find((r) => r.ruleId === 'conflicting-definitions')?.fixes?.[0]?.artifactChanges;
  expect(forced?.map((c) => c.replacements.length)).toEqual([2]);
});

it('knows a finding again after lines were added above it, and tells equal ones apart', () => {
  const text = (before: string): string =>
    `${before}{ services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = "/t"; extraLabels = [ "a,b"\n"a,b" "c,d" ]; }; }`;
  const prints = (source: string): string[] =>
    log(source).results.map((r) => Object.values(r.partialFingerprints).join());
  expect(new Set(prints(text(''))).size).toBe(prints(text('')).length);
  expect(prints(text('# one\n# two\n'))).toEqual(prints(text('')));
});
