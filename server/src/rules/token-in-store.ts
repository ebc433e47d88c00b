// Tokens in the Nix store, where every user and every process of the machine can read them.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { attempt, NixError } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import type { NixString } from '../evaluator/values';
import { Attrs, NixPath, Unknown, force, type Lazy, type Origin, type Value } from '../evaluator/values';
import { showOption } from '../modules/definition';
import type { Host } from '../runner/host';
import type { RunnerOptionState } from '../runner/runner';
import type { Finding, Fix, RelatedPlace, Severity } from './finding';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';

export const tokenInStore: Rule = {
  name: 'token-in-store',
  severity: 'error',
  summary: 'The token file lies in the world-readable Nix store.',
  checkHost(context) {
    return context.runners.flatMap((runner) => {
      const state = runner.options.get('tokenFile');
      if (state?.value === undefined) return [];
      const leak = leakOf(context.host, state.value);
      return leak === undefined ? [] : findings(context, state, leak);
    });
  },
};

/** How a token gets into the store. */
interface Leak {
  readonly severity: Severity;
  /** What is wrong, as a sentence. */
  readonly why: string;
  readonly origin: Position | undefined;
  readonly related: readonly RelatedPlace[];
  /** A path literal that is written as an absolute path, which a string could stand for. */
  readonly literal: NixPath | undefined;
}

function leak(why: string, parts: Partial<Leak> = {}): Leak {
  return { severity: 'error', why, origin: undefined, related: [], literal: undefined, ...parts };
}

function leakOf(host: Host, value: Value): Leak | undefined {
  if (value instanceof NixPath) return leakOfPath(value);
  if (value instanceof Unknown) return leakOfUnknown(host, value);
  if (value instanceof Attrs) {
    const outPath = getAttr(value, 'outPath');
    return outPath === undefined ? undefined : leakOf(host, force(outPath));
  }
  return isString(value) ? leakOfString(host, value) : undefined;
}

function leakOfPath(path: NixPath): Leak {
  return leak(
    `\`${path.path}\` is a path, not a string: when the unit is built, the file is copied into the Nix store`,
    { origin: path.at, literal: path },
  );
}

const STORE = '/nix/store/';

function leakOfString(host: Host, value: string | NixString): Leak | undefined {
  const text = textOf(value);
  if (typeof value !== 'string') {
    for (const { origin } of value.context.values()) {
      if (origin === undefined) continue;
      return leak(describeOrigin(origin), { origin: origin.at });
    }
    const first = value.holes[0];
    if (first?.start === 0) return leakOfSource(first.unknown, text.slice(first.end));
  }
  if (text.startsWith(STORE)) return leak('This path lies in the Nix store');
  return text.startsWith('/etc/') ? leakOfEtc(host, text.slice('/etc/'.length)) : undefined;
}

function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'path-literal':
      return `The path \`${origin.what}\` is interpolated into a string, which copies the file into the Nix store`;
    case 'to-file':
    case 'write-text':
      return `\`${origin.what}\` writes the token's text into the Nix store`;
    case 'flake-source':
      return `\`${origin.what}\` is the source of a flake, which lies in the Nix store`;
    case 'fetched':
      return `\`${origin.what}\` is fetched into the Nix store`;
    case 'package':
      return `The file belongs to \`${origin.what}\`, which lies in the Nix store`;
    case 'other':
      return `The path comes from \`${origin.what}\`, which lies in the Nix store`;
  }
}

/** `self` and `inputs.x` are what flakes call their sources. */
const FLAKE_SOURCE = /^(self|inputs\.[\w'-]+)(\.outPath|\.sourceInfo(\.outPath)?)?$/;

function leakOfSource(u: Unknown, rest: string): Leak | undefined {
  if (!FLAKE_SOURCE.test(u.expression) || !rest.startsWith('/')) return undefined;
  return leak(`\`${u.expression}\` is the source of a flake, which lies in the Nix store`, {
    severity: 'warning',
    origin: u.at,
  });
}

function leakOfUnknown(host: Host, u: Unknown): Leak | undefined {
  for (const alternative of u.alternatives ?? []) {
    const v = attempt(() => force(alternative));
    const found = v === undefined ? undefined : leakOf(host, v);
    if (found)
      return { ...found, severity: 'warning', why: `In one of the cases that are possible here: ${found.why}` };
  }
  return undefined;
}

/** A file below /etc that `environment.etc` makes out of the store. */
function leakOfEtc(host: Host, name: string): Leak | undefined {
  const etc = attempt(() => selectSet(selectSet(host.evaluation.config, 'environment'), 'etc'));
  if (etc === undefined) return undefined;
  for (const [attribute, lazyEntry, at] of attrEntries(etc)) {
    const entry = attempt(() => force(lazyEntry));
    if (!(entry instanceof Attrs)) continue;
    const target = attempt(() => listed(entry, 'target')) ?? attribute;
    if (target !== name) continue;
    const source = attempt(() => listed(entry, 'source'));
    const text = attempt(() => listed(entry, 'text'));
    const inStore = text !== undefined || (source !== undefined && leakOf(host, source) !== undefined);
    if (!inStore) continue;
    return leak(`\`environment.etc\` puts \`/etc/${name}\` into the Nix store`, {
      related: at === undefined ? [] : [{ at, message: `\`/etc/${name}\` is made here.` }],
    });
  }
  return undefined;
}

function selectSet(attrs: Attrs, name: string): Attrs {
  const v = force(getAttr(attrs, name) ?? null);
  if (v instanceof Attrs) return v;
  throw new NixError(`\`${name}\` is not known here`);
}

/** A listed attribute's value; names that others may define do not count. */
function listed(attrs: Attrs, name: string): Value | undefined {
  for (const [n, v] of attrEntries(attrs)) if (n === name) return known(v);
  return undefined;
}

function known(v: Lazy): Value | undefined {
  const value = force(v);
  return value instanceof Unknown || value === null ? undefined : value;
}

const ADVICE =
  'Everybody on the machine can read the token there. Write the path of a file outside the store as a string, for example `"/run/secrets/github-runner.token"`, and have sops-nix, agenix or the administrator put the token there.';

function findings(context: HostContext, state: RunnerOptionState, found: Leak): Finding[] {
  const definition = state.definitions[0];
  const at = definition && innermostPlace(definition, context);
  if (at === undefined) return [];
  const { origin } = found;
  const elsewhere =
    origin !== undefined && !(origin.source === at.source && origin.start >= at.start && origin.end <= at.end);
  return [
    {
      rule: 'token-in-store',
      severity: found.severity,
      message: `${found.why}. ${ADVICE}`,
      at,
      option: showOption(state.loc),
      related: [...(elsewhere ? [{ at: origin, message: 'The path comes from here.' }] : []), ...found.related],
      ...fixOf(found.literal, at),
    },
  ];
}

/** An absolute path literal can be written as a string; what a relative one should be, nobody can tell. */
function fixOf(literal: NixPath | undefined, at: Position): { fixes?: readonly Fix[] } {
  const written = literal?.at && literal.at.source.text.slice(literal.at.start, literal.at.end);
  if (literal === undefined || literal.at?.start !== at.start || written?.startsWith('/') !== true) return {};
  return { fixes: [{ title: 'Write the path as a string', edits: [{ at, newText: JSON.stringify(literal.path) }] }] };
}
