// The rules, one file each. May import: runner and the layers below it.
import { conflictingDefinitions } from './conflicting-definitions';
import { dockerAccess } from './docker-access';
import { duplicateRunner } from './duplicate-runner';
import { environmentShadows } from './environment-shadows';
import { ephemeralNeedsPat } from './ephemeral-needs-pat';
import { evaluationError } from './evaluation-error';
import { failedAssertion } from './failed-assertion';
import { invalidRunnerName } from './invalid-runner-name';
import { labelFormat } from './label-format';
import { missingDefinition } from './missing-definition';
import { nodeRuntimeEol } from './node-runtime-eol';
import { overrideBreaksModule } from './override-breaks-module';
import { overrideWeakensSandbox } from './override-weakens-sandbox';
import { removedOption } from './removed-option';
import type { Rule } from './rule';
import { runnerNameLength } from './runner-name-length';
import { runnerUrl } from './runner-url';
import { secretInSource } from './secret-in-source';
import { syntaxError } from './syntax-error';
import { tokenInStore } from './token-in-store';
import { tokenWorldReadable } from './token-world-readable';
import { typeMismatch } from './type-mismatch';
import { undefinedVariable } from './undefined-variable';
import { unknownDirective } from './unknown-directive';
import { unknownGroup } from './unknown-group';
import { unknownOption } from './unknown-option';
import { unknownUser } from './unknown-user';
import { unusedSuppression } from './unused-suppression';
import { workDir } from './work-dir';

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
  unknownDirective,
  overrideWeakensSandbox,
  overrideBreaksModule,
  runnerUrl,
  duplicateRunner,
  labelFormat,
  runnerNameLength,
  ephemeralNeedsPat,
  workDir,
  environmentShadows,
  nodeRuntimeEol,
  dockerAccess,
  tokenWorldReadable,
  unknownUser,
  unknownGroup,
  unusedSuppression,
];

export { evaluationFinding, hostErrorFindings } from './evaluation-error';
export * from './finding';
export * from './levels';
export * from './rule';
