import { describe, expect, it } from 'vitest';
import { attrsOf } from '../../server/src/evaluator/attrs';
import { LIB_NAMES, NEWEST_RELEASE, definedNames } from '../../server/src/nixpkgs-lib/index';

/** Parts that the module system defines, described with it. */
const UPPER = new Set(['types', 'options', 'modules']);

const INTRODUCTION = `# The embedded \`lib\`

Configurations call nixpkgs' \`lib\`; this program has its own in \`server/src/nixpkgs-lib\`, with the same names, laziness and error messages. The tables say of each name that nixpkgs has (as of June 2026) whether it is done. Selecting one that is not done gives an unknown value, never an error. Names that nixpkgs dropped earlier and that configurations for NixOS 22.11 to 25.11 still use are done too, and listed under "older names".

\`lib.types\`, \`lib.options\` and \`lib.modules\` belong to the module system in \`server/src/modules\` and are not listed here, nor is what \`lib\` takes over from them. \`lib.licenses\` knows the most common licences, \`lib.maintainers\` and \`lib.teams\` nobody; other names in them are unknown values.

A test compares this page with the program; \`npx vitest run test/nixpkgs-lib/docs.test.ts -u\` writes it anew.
`;

function table(rows: readonly (readonly [string, string])[]): string {
  const all = [['Name', 'State'] as const, ...rows];
  const widths = [0, 1].map((i) => Math.max(...all.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[], pad: string): string =>
    `| ${cells.map((c, i) => c.padEnd(widths[i] as number, pad)).join(' | ')} |`;
  return [line(all[0] as readonly string[], ' '), line(['', ''], '-'), ...rows.map((row) => line(row, ' '))].join('\n');
}

function page(): string {
  const defined = definedNames(NEWEST_RELEASE, { types: attrsOf({}), options: {}, modules: {} });
  const upper = new Set([...UPPER].flatMap((part) => [part, ...(LIB_NAMES.get(part) ?? [])]));
  const parts = [...new Set([...LIB_NAMES.keys(), ...defined.keys()])].filter((part) => !UPPER.has(part)).sort();
  const sections = parts.map((part) => {
    const done = new Set(defined.get(part) ?? []);
    const known = LIB_NAMES.get(part);
    const names = (known ?? [...done]).filter(
      (name) => part !== '' || done.has(name) || !isElsewhere(name, upper, parts),
    );
    const rows = [...names].sort().map((name) => [`\`${name}\``, done.has(name) ? 'done' : 'not done'] as const);
    const older = known === undefined ? [] : [...done].filter((name) => !known.includes(name)).sort();
    const note = older.length === 0 ? '' : `\nOlder names: ${older.map((name) => `\`${name}\``).join(', ')}.\n`;
    return `## ${part === '' ? 'lib' : `lib.${part}`}\n\n${table(rows)}\n${note}`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

/** Whether a name of `lib` is the module system's, or a part that has a table of its own. */
function isElsewhere(name: string, upper: ReadonlySet<string>, parts: readonly string[]): boolean {
  return upper.has(name) || parts.includes(name) || name === 'extend';
}

describe('docs/nixpkgs-lib.md', () => {
  it('says what is done', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/nixpkgs-lib.md');
  });
});
