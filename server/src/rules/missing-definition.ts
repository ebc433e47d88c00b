// Required options that nobody sets.
import type { Position } from '../evaluator/position';
import { OptionError, showOption } from '../modules/definition';
import type { RunnerOption } from '../nixos';
import { isOfLaterNixos, type Runner, type RunnerOptionState } from '../runner/runner';
import { definitionInside } from './edits';
import type { Finding } from './finding';
import { valuePlace } from './places';
import type { HostContext, Rule } from './rule';

export const missingDefinition: Rule = {
  name: 'missing-definition',
  severity: 'error',
  summary: 'A required option of an enabled runner is not set.',
  checkHost(context) {
    return context.runners.flatMap((runner) => {
      // What cannot be followed may set it, and so may who switches a module on that is off by itself.
      if (!runner.hasService || context.host.opaque.length > 0 || isConditional(runner)) return [];
      // There a GitHub App stands for the token, and organisations for the address.
      if (isOfLaterNixos(context.host, runner)) return [];
      // A name that is not known may be that of another runner, which has the rest.
      if (runner.attribute.includes('‹') && context.runners.length > 1) return [];
      if (runner.tree === 'plural' && context.runners.some((r) => handsOnTo(r, runner))) return [];
      return [...runner.options.values()].flatMap((state) => found(context, runner, state));
    });
  },
};

function found(
  context: HostContext,
  runner: Runner,
  { error, loc, option, definitions }: RunnerOptionState,
): Finding[] {
  const name = runner.definedAt[0];
  if (!(error instanceof OptionError) || error.problem !== 'missing-definition' || name === undefined) return [];
  const { definedElsewhere } = context;
  const missing = showOption(error.loc);
  const own = showOption(loc);
  if (missing !== own) {
    // The value asks for another option, which whoever uses a module may set.
    const used = (definitions[0] && valuePlace(definitions[0])) ?? name;
    return context.isWhole()
      ? [finding(`\`${missing}\` is needed here, but it is not set, and it has no default. Set it.`, used, missing)]
      : [];
  }
  const at = { source: name.source, start: name.start, end: name.end };
  return definedElsewhere
    ? [
        {
          ...finding(
            `\`${own}\` is required; it is not set here, but another file may set it. No host at hand imports this one.`,
            at,
            own,
          ),
          severity: 'information',
        },
      ]
    : [
        {
          ...finding(
            `\`${own}\` is required, but it is not set. Add \`${option.name} = ${option.example ?? '…'};\`.`,
            at,
            own,
          ),
          ...fixFor(context, at, option),
        },
      ];
}

/** What stands for a value until the person writes theirs, where the example is somebody's. */
const PLACEHOLDERS: Readonly<Partial<Record<string, string>>> = { url: '"https://github.com/owner/repository"' };

function fixFor(context: HostContext, at: Position, { name, example }: RunnerOption): Pick<Finding, 'fixes'> {
  const program = context.program(at.source.path);
  const value = PLACEHOLDERS[name] ?? example;
  if (program === undefined || value === undefined) return {};
  const edit = definitionInside(program, at, name, value);
  return edit === undefined ? {} : { fixes: [{ title: `Add \`${name}\``, edits: [edit] }] };
}

function finding(message: string, at: Position, option: string): Finding {
  return { rule: 'missing-definition', severity: 'error', message, at, option };
}

/** Whether the runner is enabled only under conditions that the files at hand do not tell. */
function isConditional(runner: Runner): boolean {
  const definitions = runner.options.get('enable')?.definitions ?? [];
  return definitions.length > 0 && definitions.every((d) => d.conditions.length > 0);
}

/** In releases with both forms the singular one defines the runner of its name in `services.github-runners`. */
function handsOnTo(singular: Runner, runner: Runner): boolean {
  return singular.tree === 'singular' && singular.enabled !== false && singular.attribute === runner.attribute;
}
