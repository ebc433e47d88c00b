// The rules, one file each. May import: runner and the layers below it.
import { conflictingDefinitions } from './conflicting-definitions';
import { evaluationError } from './evaluation-error';
import { failedAssertion } from './failed-assertion';
import { invalidRunnerName } from './invalid-runner-name';
import { missingDefinition } from './missing-definition';
import { removedOption } from './removed-option';
import type { Rule } from './rule';
import { secretInSource } from './secret-in-source';
import { syntaxError } from './syntax-error';
import { tokenInStore } from './token-in-store';
import { typeMismatch } from './type-mismatch';
import { undefinedVariable } from './undefined-variable';
import { unknownOption } from './unknown-option';

export const RULES: readonly Rule[] = [
  syntaxError,
  undefinedVariable,
  evaluationError,
  unknownOption,
  typeMismatch,
  missingDefinition,
  conflictingDefinitions,
  removedOption,
  failedAssertion,
  invalidRunnerName,
  tokenInStore,
  secretInSource,
];

export { evaluationFinding } from './evaluation-error';
export * from './finding';
export * from './rule';
