import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

/** What real Nix answered with nixpkgs' own module system; recorded outside of this repository. */
const CASES = resolve(__dirname, '../../../shared/golden/types-cases.json');

interface Case {
  readonly type: string;
  readonly definitions: readonly string[];
  readonly description: string | null;
  readonly json?: unknown;
  readonly error?: string;
}

function evaluation({ type, definitions }: Case): string {
  const modules = definitions.map((d, i) => `{ _file = "def${i + 1}.nix"; config.x = ${d}; }`).join(' ');
  return `(lib.evalModules { modules = [ { _file = "decl.nix"; options.x = with lib.types; lib.mkOption { type = (${type}); }; } ${modules} ]; })`;
}

const title = existsSync(CASES) ? 'recorded answers of real Nix' : `recorded answers of real Nix (needs ${CASES})`;
describe.skipIf(!existsSync(CASES))(title, () => {
  const cases = existsSync(CASES) ? (JSON.parse(readFileSync(CASES, 'utf8')) as Case[]) : [];
  for (const c of cases) {
    const name = `${c.type} | ${c.definitions.join(' | ')}`;
    it(name, () => {
      const got = evaluate(`${evaluation(c)}.config.x`);
      if (c.error === undefined) expect(got).toMatchObject({ json: c.json });
      else expect(withoutIndent(got.error?.message)).toContain(withoutIndent(c.error));
    });
    if (c.description !== null)
      it(`${name}: description`, () => {
        expect(evaluate(`${evaluation(c)}.options.x.type.description`)).toMatchObject({ json: c.description });
      });
  }
});

/** Nix indents the lines of a message when it prints it. */
function withoutIndent(text: string | undefined): string | undefined {
  return text
    ?.split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
