import { describe, expect, it } from 'vitest';
import { attrEntries, getAttr } from '../../server/src/evaluator/attrs';
import { forceAttrs } from '../../server/src/evaluator/coerce';
import { Unknown, type Attrs, type Lazy } from '../../server/src/evaluator/values';
import { standardLib } from '../../server/src/modules/lib';
import { LIB_NAMES } from '../../server/src/nixpkgs-lib/index';

const INTRODUCTION = `# The embedded \`lib\`

Configurations call nixpkgs' \`lib\`; this program has its own in \`server/src/nixpkgs-lib\`, with the same names, laziness and error messages. The tables say of each name that nixpkgs has (as of June 2026) whether it is done. Selecting one that is not done gives an unknown value, never an error. Names that nixpkgs dropped earlier and that configurations for NixOS 22.11 to 25.11 still use are done too, and listed below the table of their part.

\`lib.types\`, \`lib.options\` and \`lib.modules\` come from the module system in \`server/src/modules\`. \`lib.licenses\` knows the most common licences, \`lib.maintainers\` and \`lib.teams\` nobody; other names in them are unknown values. So are \`lib.systems.parse.types\`, and of \`lib.services\` what makes modules.

A test compares this page with the program; \`npx vitest run test/nixpkgs-lib/docs.test.ts -u\` writes it anew.
`;

function table(rows: readonly (readonly [string, string])[]): string {
  const all = [['Name', 'State'] as const, ...rows];
  const widths = [0, 1].map((i) => Math.max(...all.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[], pad: string): string =>
    `| ${cells.map((c, i) => c.padEnd(widths[i] as number, pad)).join(' | ')} |`;
  return [line(all[0] as readonly string[], ' '), line(['', ''], '-'), ...rows.map((row) => line(row, ' '))].join('\n');
}

/** Whether a name is there only to be unknown. */
function isMissing(v: Lazy): boolean {
  return v instanceof Unknown && v.reason.endsWith('is not part of the embedded library yet');
}

/** The names of a part that are implemented. */
function doneIn(part: Attrs): ReadonlySet<string> {
  return new Set([...attrEntries(part)].filter(([, value]) => !isMissing(value)).map(([name]) => name));
}

/** Parts that are sets of functions; `lib` lists them besides its own. */
const PARTS = new Set([...LIB_NAMES.keys(), 'misc']);

function section(part: string, attrs: Attrs, known: readonly string[]): string {
  const done = doneIn(attrs);
  const isPart = (name: string): boolean => part === '' && PARTS.has(name);
  const rows = [...known]
    .filter((name) => !isPart(name))
    .sort()
    .map((name) => [`\`${name}\``, done.has(name) ? 'done' : 'not done'] as const);
  const others = [...done].filter((name) => !known.includes(name) && !isPart(name)).sort();
  const note = others.length === 0 ? '' : `\nAlso: ${others.map((name) => `\`${name}\``).join(', ')}.\n`;
  return `## ${part === '' ? 'lib' : `lib.${part}`}\n\n${table(rows)}\n${note}`;
}

function page(): string {
  const lib = standardLib();
  const sections = [...LIB_NAMES]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, names]) => section(part, part === '' ? lib : forceAttrs(getAttr(lib, part) as Lazy), names));
  return [INTRODUCTION, ...sections].join('\n');
}

describe('docs/nixpkgs-lib.md', () => {
  it('says what is done', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/nixpkgs-lib.md');
  });
});
