// Hover over names of Nix: what a library function does, what a variable or an attribute is worth and where it is bound.
import { getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { Attrs, Closure, PrimOp, force, type Value } from '../evaluator/values';
import type { FileAnalysis } from '../workspace/analysis';
import { referenceMarkdown } from './function-references';
import type { Hover } from './hover';
import { functionAt } from './library-names';
import { nameAt, type NameAt } from './name-at';
import { variableOf } from './occurrences';
import { placeText, valueText } from './show-value';
import { valueAt } from './value-at';

/** What is known about the name at an offset (UTF-16) of the file, runners aside. */
export function nameHover(file: FileAnalysis, offset: number): Hover | undefined {
  const { parse, source } = file.program;
  const name = nameAt(parse, offset);
  if (name === undefined) return undefined;
  const reference = functionAt(parse, name);
  if (reference !== undefined) return { span: name.span, markdown: referenceMarkdown(reference) };
  const bound = variableOf(name)?.definitions[0]?.span;
  const texts = [
    ...valueTexts(file, name),
    ...(bound === undefined ? [] : [`Bound in \`${placeText({ source, ...bound })}\`.`]),
  ];
  return texts.length === 0 ? undefined : { span: name.span, markdown: texts.join('\n\n') };
}

function valueTexts(file: FileAnalysis, name: NameAt): string[] {
  const host = file.hosts[0];
  const value = host?.inSession(() => valueOf(file, name));
  // That something is a function is seen where it stands.
  if (host === undefined || value === undefined || value instanceof Closure || value instanceof PrimOp) return [];
  const text = valueText(host, value, true);
  // A set of which a part is not known shows only that part; `true` is worth what it says.
  if (text.startsWith('‹') || text === file.program.source.text.slice(name.span.start, name.span.end)) return [];
  return [text.includes('\n') || text.includes('`') ? `\`\`\`\`nix\n${text}\n\`\`\`\`` : `Value here: \`${text}\``];
}

/** The value behind a name; `undefined` where it cannot be told. */
function valueOf(file: FileAnalysis, { chain, selection, reference }: NameAt): Value | undefined {
  if (selection === undefined) return reference === undefined ? undefined : valueAt(file, chain);
  const set = valueAt(file, [...chain, selection.from]);
  return selection.path.reduce<Value | undefined>((at, name) => {
    const found = at instanceof Attrs && name.kind === 'static' ? getAttr(at, name.name) : undefined;
    return found === undefined ? undefined : attempt(() => force(found));
  }, set);
}
