// What a rule reports.
import type { Position } from '../evaluator/position';

/** The gravest first. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Another place that explains a finding. */
export interface RelatedPlace {
  readonly at: Position;
  readonly message: string;
}

export interface TextEdit {
  readonly at: Position;
  readonly newText: string;
}

/** A change that mends what a finding is about. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether it is certain to be what was meant, so that `check --fix` may apply it unasked. */
  readonly safe?: boolean;
}

export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** What is wrong, where it came from, what to do. */
  readonly message: string;
  /** The smallest wrong thing. */
  readonly at: Position;
  /** The option it is about: `services.github-runners.web.url`. */
  readonly option?: string;
  /** The hosts that it concerns, by name, where the file is a part of others too. */
  readonly hosts?: readonly string[];
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

/** Names of rules are permanent. */
export const RULE_NAMES = [
  'syntax-error',
  'undefined-variable',
  'evaluation-error',
  'unknown-option',
  'type-mismatch',
  'missing-definition',
  'conflicting-definitions',
  'removed-option',
  'failed-assertion',
  'invalid-runner-name',
  'token-in-store',
  'secret-in-source',
  'unknown-directive',
  'override-weakens-sandbox',
  'override-breaks-module',
  'runner-url',
  'duplicate-runner',
  'label-format',
  'runner-name-length',
  'ephemeral-needs-pat',
  'work-dir',
  'environment-shadows',
  'node-runtime-eol',
  'docker-access',
  'token-world-readable',
  'unknown-user',
  'unknown-group',
  'unused-suppression',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];
