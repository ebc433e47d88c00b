// Errors that evaluation raises and that no other rule explains.
import type { NixError } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { OptionError, showOption } from '../modules/definition';
import type { Finding, RuleName } from './finding';
import type { HostContext, Rule } from './rule';
import { settingsIn } from './service-settings';
import { capitalised } from './syntax-error';
import { mismatchFindings } from './type-mismatch';

export const evaluationError: Rule = {
  name: 'evaluation-error',
  severity: 'error',
  summary: 'Evaluating the configuration fails.',
  checkHost(context) {
    return context.runners.flatMap((runner) => {
      const errors = [...runner.options.values()].map((o) => ({
        error: o.error,
        fallback: o.definitions[0]?.at,
        loc: o.loc,
      }));
      const settings = settingsIn(context, runner).map((s) => ({
        error: s.error,
        fallback: s.definitions.find((d) => d.at)?.at,
        loc: s.loc,
      }));
      return [...errors, ...settings].flatMap(({ error, fallback, loc }) => {
        if (error === undefined || error instanceof OptionError) return [];
        return evaluationFinding(error, fallback ?? runner.definedAt[0]).map((f) => ({
          ...f,
          option: showOption(loc),
        }));
      });
    });
  },
};

const RULE_OF: Readonly<Record<OptionError['problem'], RuleName>> = {
  'type-mismatch': 'type-mismatch',
  'conflicting-definitions': 'conflicting-definitions',
  'missing-definition': 'missing-definition',
  'unknown-option': 'unknown-option',
  'read-only': 'conflicting-definitions',
  declaration: 'conflicting-definitions',
};

const MAX_RELATED = 6;

/** The findings for an error that kept a part of a host from being evaluated. */
export function hostErrorFindings(context: HostContext, error: NixError, fallback: Position | undefined): Finding[] {
  const mismatches = mismatchFindings(context, error);
  return mismatches.length > 0 ? mismatches : evaluationFinding(error, fallback);
}

/** The finding for an error raised anywhere; none when no place for it is known. */
export function evaluationFinding(error: NixError, fallback: Position | undefined): Finding[] {
  const place = error.at ?? fallback;
  if (place === undefined) return [];
  // A value of the wrong type is marked itself, not its name.
  const isWrongValue = error instanceof OptionError && error.problem === 'type-mismatch';
  const at = isWrongValue && place.value !== undefined ? { source: place.source, ...place.value } : place;
  const option = error instanceof OptionError ? showOption(error.loc) : undefined;
  return [
    {
      rule: error instanceof OptionError ? RULE_OF[error.problem] : 'evaluation-error',
      severity: 'error',
      message: capitalised(error.message),
      at,
      ...(option !== undefined && { option }),
      related: error.trace
        .flatMap((t) => (t.at === undefined ? [] : [{ at: t.at, message: capitalised(t.message) }]))
        .slice(0, MAX_RELATED),
    },
  ];
}
