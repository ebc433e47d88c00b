// The texts of the client that are shown to people, for translation: every first argument of `l10n.t` in client/src.
// A translation into, say, German stands beside the bundle as l10n/bundle.l10n.de.json and package.nls.de.json.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';

/** What is wrong with a call of `l10n.t`, and where. */
export class UntranslatableError extends Error {}

/**
 * The texts of one source, in their order.
 * @param {string} file names the source in errors
 * @param {string} text
 * @returns {string[]}
 * @throws {UntranslatableError} where a text is not written out, so that no translator can see it
 */
export function translatableTexts(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'l10n.t') {
      const [first] = node.arguments;
      if (first === undefined || !ts.isStringLiteralLike(first)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
        throw new UntranslatableError(
          `${file}:${line + 1}: the first argument of \`l10n.t\` has to be a string literal.`,
        );
      }
      found.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * The texts of all sources below a folder, each once and sorted.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
export async function translatableTextsBelow(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(
    names.map(async (name) => translatableTexts(name, await readFile(path.join(folder, name), 'utf8'))),
  );
  return [...new Set(texts.flat())].sort();
}

/**
 * Writes the bundle that translations start from: each text as its own translation.
 * @param {string} folder the client's sources
 * @param {string} bundle the file to write
 */
export async function writeBundle(folder, bundle) {
  const texts = await translatableTextsBelow(folder);
  await mkdir(path.dirname(bundle), { recursive: true });
  await writeFile(bundle, `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`);
}
