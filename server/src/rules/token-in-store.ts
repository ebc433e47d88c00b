// Tokens in the Nix store, where every user and every process of the machine can read them.
import type { Position } from '../evaluator/position';
import { isString, textOf, isWhole } from '../evaluator/strings';
import type { NixPath, Value } from '../evaluator/values';
import { showOption } from '../modules/definition';
import type { Runner, RunnerOptionState } from '../runner/runner';
import { definitionBefore, moduleArgument } from './edits';
import type { Finding, Fix, RelatedPlace } from './finding';
import { isAt, isPathAbove, wayTo } from './flow';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { leak, storeLeak, type Leak } from './store-leaks';
import { credentialLeaks } from './token-credentials';
import { tokenTextLeaks } from './token-texts';
import { writtenLeak } from './token-writers';

export const tokenInStore: Rule = {
  name: 'token-in-store',
  severity: 'error',
  summary: 'A token gets into the world-readable Nix store.',
  checkHost(context) {
    const found = [
      ...context.runners.flatMap((runner) => ofTokenFile(context, runner)),
      ...credentialLeaks(context),
      ...tokenTextLeaks(context),
    ];
    return context.isTest ? found.map((f) => ({ ...f, severity: 'information' })) : found;
  },
};

function ofTokenFile(context: HostContext, runner: Runner): Finding[] {
  const state = runner.options.get('tokenFile');
  const definition = state?.definitions[0];
  const at = definition && innermostPlace(definition, context);
  if (state?.value === undefined || at === undefined) return [];
  const found = leakOf(context, state.value, at);
  return found === undefined ? [] : [finding(context, state, at, found)];
}

function leakOf(context: HostContext, value: Value, at: Position): Leak | undefined {
  const direct = storeLeak(value);
  if (direct !== undefined || !isString(value) || !isWhole(value)) return direct;
  const file = textOf(value);
  if (!file.startsWith('/')) return undefined;
  return writtenLeak(context, file) ?? flakeLeak(context, file, at);
}

/**
 * `toString ./token` is a path in the flake's source, which NixOS sees in the store. Elsewhere the file stays where it
 * is, and so does one whose path is written as a string.
 */
function flakeLeak(context: HostContext, file: string, at: Position): Leak | undefined {
  if (context.flake === undefined || !file.startsWith(`${context.flake}/`)) return undefined;
  const way = wayTo(context, at, isPathAbove(file));
  if (way === undefined) return undefined;
  const { start, end } = way.goal;
  const literal = way.goal.source.text.slice(start, end);
  return leak(
    `\`${literal}\` is a path in the source of a flake, and NixOS evaluates the copy of it that lies in the Nix store`,
    { origin: way.goal },
  );
}

const ADVICE =
  'Everybody on the machine can read the token there. Write the path of a file outside the store as a string, for example `"/run/secrets/github-runner.token"`, and have sops-nix, agenix or the administrator put the token there.';

function finding(context: HostContext, state: RunnerOptionState, at: Position, found: Leak): Finding {
  const own = new Set((state.definitions[0]?.conditions ?? []).map((c) => c.expression));
  const isUnsure = found.conditions.some((c) => !own.has(c.expression));
  const related = [...wayOf(context, at, found.origin), ...found.related];
  const fixes = [...literalFixes(found.literal, at), ...secretFixes(context, at, state.loc.at(-2) ?? '')];
  return {
    rule: 'token-in-store',
    severity: isUnsure ? 'warning' : found.severity,
    message: `${found.why}. ${ADVICE}`,
    at,
    option: showOption(state.loc),
    ...(related.length > 0 && { related }),
    ...(fixes.length > 0 && { fixes }),
  };
}

/** Where the value is made, and where it passes on its way to `at`. */
function wayOf(context: HostContext, at: Position, origin: Position | undefined): RelatedPlace[] {
  if (origin === undefined || covers(at, origin)) return [];
  const steps = wayTo(context, at, isAt(origin))?.steps ?? [];
  return [
    { at: { source: origin.source, start: origin.start, end: origin.end }, message: 'The path comes from here.' },
    ...steps.filter((step) => !covers(at, step.at)),
  ];
}

function covers(outer: Position, inner: Position): boolean {
  return outer.source === inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

/** An absolute path literal can be written as a string; what a relative one should be, nobody can tell. */
function literalFixes(literal: NixPath | undefined, at: Position): Fix[] {
  const written = literal?.at && literal.at.source.text.slice(literal.at.start, literal.at.end);
  if (literal === undefined || literal.at?.start !== at.start || written?.startsWith('/') !== true) return [];
  return [{ title: 'Write the path as a string', edits: [{ at, newText: JSON.stringify(literal.path) }], safe: true }];
}

/** The forms that sops-nix and agenix give a secret; the encrypted file is left to the person. */
const SECRET_FORMS = [
  { module: 'sops-nix', set: 'sops', declaration: (name: string) => `sops.secrets.${name} = { };` },
  { module: 'agenix', set: 'age', declaration: (name: string) => `age.secrets.${name}.file = ./${name}.age;` },
];

const SECRET = 'github-runner-token';

/**
 * Declares the token as a secret of a module for secrets, and takes its path from there.
 * @param runner names the secret where the file has another one of the usual name
 */
function secretFixes(context: HostContext, at: Position, runner: string): Fix[] {
  const program = context.program(at.source.path);
  const config = program && moduleArgument(program, at, 'config');
  if (program === undefined || config === undefined) return [];
  const { text } = at.source;
  const name = [SECRET, `${SECRET}-${runner}`]
    .filter((wanted) => /^[\w-]+$/.test(wanted))
    .find((wanted) => !new RegExp(`${wanted}(?![\\w-])`).test(text));
  if (name === undefined) return [];
  return SECRET_FORMS.flatMap(({ module, declaration, set }): Fix[] => {
    const declared = definitionBefore(program, at, declaration(name));
    if (declared === undefined) return [];
    const path = `${config.text}.${set}.secrets.${name}.path`;
    return [{ title: `Keep the token with ${module}`, edits: [...config.edits, declared, { at, newText: path }] }];
  });
}
