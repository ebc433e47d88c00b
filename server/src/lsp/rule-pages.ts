// The pages that explain the rules, where they were installed with the server.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { RULE_NAMES } from '../rules';
import { uriOf } from './paths';

/** Gives the address of a rule's page below `folder`; `undefined` where there is none. */
export function rulePages(folder: string): (rule: string) => string | undefined {
  const pages = new Map(
    RULE_NAMES.map((rule) => [rule as string, path.join(folder, `${rule}.md`)] as const)
      .filter(([, file]) => existsSync(file))
      .map(([rule, file]) => [rule, uriOf(file)]),
  );
  return (rule) => pages.get(rule);
}
