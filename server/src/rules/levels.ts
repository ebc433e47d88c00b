// How grave a person wants the findings of each rule to be.
import { RULE_NAMES, SEVERITIES, type Finding, type RuleName, type Severity } from './finding';

/** A rule's findings get this severity, or are left out. */
export type RuleLevel = Severity | 'off';

export const RULE_LEVELS: readonly RuleLevel[] = [...SEVERITIES, 'off'];

/** What a person chose; the findings of other rules keep the severities that the rules give them. */
export type RuleLevels = ReadonlyMap<RuleName, RuleLevel>;

export const NO_LEVELS: RuleLevels = new Map();

export function isRuleName(text: string): text is RuleName {
  return (RULE_NAMES as readonly string[]).includes(text);
}

export function isRuleLevel(value: unknown): value is RuleLevel {
  return (RULE_LEVELS as readonly unknown[]).includes(value);
}

/** The findings as grave as was chosen, without those of rules that are off. */
export function withLevels(findings: readonly Finding[], levels: RuleLevels): Finding[] {
  return findings.flatMap((finding) => {
    const level = levels.get(finding.rule);
    if (level === 'off') return [];
    return level === undefined ? [finding] : [{ ...finding, severity: level }];
  });
}
