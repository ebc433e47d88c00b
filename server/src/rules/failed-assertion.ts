// Conditions that NixOS checks before it builds: the runner module's own and those of the configuration.
import { getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { Attrs, force, isList, type Lazy } from '../evaluator/values';
import { showOption } from '../modules/definition';
import { failedRunnerChecks } from '../nixos';
import { optionAt, type Host } from '../runner/host';
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { innermostPlace, valuePlace } from './places';
import type { HostContext, Rule } from './rule';

export const failedAssertion: Rule = {
  name: 'failed-assertion',
  severity: 'error',
  summary: 'An assertion fails that NixOS checks before it builds.',
  checkHost(context) {
    const { host, runners } = context;
    return [...runners.flatMap((r) => ofRunner(host, r)), ...ofConfiguration(context)];
  },
};

function ofRunner(host: Host, runner: Runner): Finding[] {
  if (!runner.hasService || runner.enabled !== true) return [];
  return failedRunnerChecks(host.release, runner.attribute, runner.values).flatMap((check): Finding[] => {
    const state = runner.options.get(check.option);
    // Values that are unknown or wrong decide nothing.
    if (check.kind !== 'assertion' || state === undefined || isUnsure(runner)) return [];
    const at = (state.definitions[0] && valuePlace(state.definitions[0])) ?? runner.definedAt[0];
    if (at === undefined) return [];
    return [
      {
        rule: 'failed-assertion',
        severity: 'error',
        message: check.message,
        at: { source: at.source, start: at.start, end: at.end },
        option: showOption(state.loc),
      },
    ];
  });
}

const CHECKED = ['user', 'group', 'noDefaultLabels', 'extraLabels'] as const;

function isUnsure(runner: Runner): boolean {
  return CHECKED.some((name) => {
    const state = runner.options.get(name);
    if (state === undefined) return false;
    const v = state.value;
    return v === undefined || (typeof v === 'object' && v !== null && 'expression' in v);
  });
}

/** `assertions` that the files at hand define. */
function ofConfiguration(context: HostContext): Finding[] {
  const { host } = context;
  const option = attempt(() => optionAt(host.evaluation, ['assertions']));
  if (option?.kind !== 'option') return [];
  const definitions = attempt(() => option.merged.definitions) ?? [];
  return definitions.flatMap((d) => {
    const list = attempt(() => force(d.value));
    if (list === undefined || !isList(list) || d.conditions.length > 0) return [];
    return list.flatMap((item, i) => assertionFinding(item, innermostPlace(d, context, i)));
  });
}

function assertionFinding(item: Lazy, at: Position | undefined): Finding[] {
  const attrs = attempt(() => force(item));
  if (!(attrs instanceof Attrs) || at === undefined) return [];
  const holds = attempt(() => force(getAttr(attrs, 'assertion') ?? true));
  if (holds !== false) return [];
  const message = attempt(() => textOf(coerceToString(getAttr(attrs, 'message') ?? '', { more: true })));
  return [
    {
      rule: 'failed-assertion',
      severity: 'error',
      message: `This assertion of the configuration fails: ${message ?? '(its message cannot be evaluated)'}`,
      at,
      option: 'assertions',
    },
  ];
}
