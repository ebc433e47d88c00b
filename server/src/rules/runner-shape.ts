// Values that are no runner, or no set of runners.
import { force, isList } from '../evaluator/values';
import { showOption, type Definition, type OptionError } from '../modules/definition';
import { optionTrees, runnerOptions } from '../nixos';
import { attributesOf, optionAt, type Host } from '../runner/host';
import type { AttrName } from '../syntax/ast';
import { nodeAt } from '../syntax/visit';
import { namesLike } from './edits';
import type { Finding, Fix } from './finding';
import { valuePlace } from './places';
import type { HostContext } from './rule';

/** A type mismatch of `services.github-runners` or of one of its runners, in words of runners. */
export function shapeFinding(context: HostContext, error: OptionError, d: Definition): Finding | undefined {
  const { path } = optionTrees(context.host.release).plural;
  const { loc } = error;
  const runners = showOption(path);
  if (d.at === undefined || !path.every((name, i) => loc[i] === name) || loc.length > path.length + 1) return undefined;
  const value = {
    at: valuePlace(d) ?? d.at,
    rule: 'type-mismatch',
    severity: 'error',
    option: showOption(loc),
  } as const;
  const name = loc[path.length];
  if (name === undefined) {
    const kind = isList(force(d.value)) ? ', but this is a list' : '';
    return {
      ...value,
      message: `\`${runners}\` is a set with one runner under each name${kind}. Write \`${runners}.<name> = { … };\`; \`lib.listToAttrs\` and \`lib.genAttrs\` make such a set.`,
    };
  }
  if (!optionNames(context.host).has(name))
    return {
      ...value,
      message: `\`${showOption(loc)}\` is a runner: it must be a set of options such as \`url\` and \`tokenFile\`.`,
    };
  const fix = namingFix(context, d);
  return {
    ...value,
    at: { source: d.at.source, start: d.at.start, end: d.at.end },
    message: `\`${name}\` is an option of a runner, but here it stands where a runner's name does. Write \`${runners}.<name>.${name}\`.`,
    ...(fix && { fixes: [fix] }),
  };
}

function optionNames({ release }: Host): ReadonlySet<string> {
  return new Set(runnerOptions(release, 'plural').map(({ name }) => name));
}

const NAME = 'default';

/** Puts a name in front of the options, where all that is defined there are options. */
function namingFix({ host, program }: HostContext, { at }: Definition): Fix | undefined {
  const { path } = optionTrees(host.release).plural;
  const option = optionAt(host.evaluation, path);
  const parsed = at && program(at.source.path);
  if (at === undefined || parsed === undefined || option?.kind !== 'option') return undefined;
  const options = optionNames(host);
  if (!option.merged.definitions.flatMap(attributesOf).every((a) => options.has(a.name))) return undefined;
  const last = path.at(-1) ?? '';
  const place = nodeAt(parsed.parse.root, at.start)
    .flatMap((expr) => (expr.kind === 'AttrSet' ? expr.bindings : []))
    .flatMap((b) => (b.kind === 'value' && b.span.start <= at.start && at.end <= b.span.end ? b.path : []))
    .find((n) => isNamed(n, last) && n.span.end <= at.start);
  if (place === undefined) return undefined;
  const edits = namesLike(parsed, { source: at.source, ...place.span });
  return {
    title: `Name the runner \`${NAME}\``,
    edits: edits.map((name) => ({ at: name, newText: `${last}.${NAME}` })),
  };
}

function isNamed(name: AttrName, text: string): boolean {
  return name.kind === 'static' && name.name === text;
}
