// Values of the wrong type in another form, which is of the right one.
import { getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isString } from '../evaluator/strings';
import { Attrs, NixPath, Unknown, force, isList, typeOf, type Lazy, type Value } from '../evaluator/values';
import { showOption, type Definition, type Loc, type OptionError } from '../modules/definition';
import { mergeDefinitions } from '../modules/merge-definitions';
import type { OptionType } from '../modules/option-type';
import { isDerivationValue } from '../nixpkgs-lib/support';
import { optionAt } from '../runner/host';
import { asOneWord, moduleArgument } from './edits';
import type { Fix, TextEdit } from './finding';
import { knownValue } from './known';
import { expressionWith } from './places';
import type { HostContext } from './rule';

/** What the option at `loc` of a runner or of the host itself takes. */
function typeAt({ runners, host }: HostContext, loc: Loc): OptionType | undefined {
  const own = runners.flatMap((r) => [...r.options.values()]).find((o) => showOption(o.loc) === showOption(loc));
  if (own !== undefined) return own.evaluated.type;
  const option = optionAt(host.evaluation, loc);
  return option?.kind === 'option' ? option.type : undefined;
}

/** The first other form of a definition's value at `at` that its option takes. */
export function otherFormFix(context: HostContext, error: OptionError, d: Definition, at: Position): Fix | undefined {
  const value = knownValue(d.value);
  if (value === undefined) return undefined;
  const form = forms(context, value, at, error.typeDescription).find((f) => isRight(context, error, f.value));
  if (form === undefined) return undefined;
  const edits = [...(form.edits ?? []), { at, newText: form.newText }];
  return { title: form.title, edits, safe: typeOf(value) !== 'bool' && !(form.value instanceof Unknown) };
}

/** Whether a value would be right in the place of the wrong one. */
function isRight(context: HostContext, { loc, definitions, typeDescription }: OptionError, value: Value): boolean {
  // The elements of a list have no option of their own, nor has what other modules declare.
  const type = typeAt(context, loc);
  if (type === undefined) {
    if (value instanceof Unknown) return /^package$|path$/.test(typeDescription ?? '');
    return isString(value) && (typeDescription === 'string' || loc.at(-2) === 'environment');
  }
  const [definition] = definitions;
  if (definition === undefined) return false;
  const merged = mergeDefinitions(loc, () => type, [{ ...definition, value }]);
  return attempt(() => isWhole(force(merged.value))) ?? false;
}

/** Forces the elements of a list, too. */
function isWhole(value: Value): true {
  if (isList(value)) value.forEach((item) => force(item));
  return true;
}

interface Form {
  readonly title: string;
  readonly newText: string;
  readonly value: Value;
  /** What else has to change for it. */
  readonly edits?: readonly TextEdit[];
}

function forms(context: HostContext, value: Value, at: Position, wanted = ''): Form[] {
  const program = context.program(at.source.path);
  const text = at.source.text.slice(at.start, at.end);
  const found: Form[] = [{ title: 'Make it a list', newText: `[ ${asOneWord(text)} ]`, value: [value] }];
  const quoted = (content: string): Form => ({
    title: 'Write it as a string',
    newText: JSON.stringify(content),
    value: content,
  });
  if (typeof value === 'string') {
    if (/^(true|yes|on)$/i.test(value)) found.push({ title: 'Change to `true`', newText: 'true', value: true });
    if (/^(false|no|off)$/i.test(value)) found.push({ title: 'Change to `false`', newText: 'false', value: false });
    const isName = wanted.endsWith('package') && /^[a-z_][\w-]*$/i.test(value);
    const pkgs = isName && program !== undefined ? moduleArgument(program, at, 'pkgs') : undefined;
    if (pkgs) {
      const newText = `${pkgs.text}.${value}`;
      found.push({
        title: `Change to \`${newText}\``,
        newText,
        value: new Unknown(newText, 'a package'),
        edits: pkgs.edits,
      });
    }
  }
  // What is computed, or has a name, is not mended here.
  if (/^(-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|true|false)$/i.test(text)) found.push(quoted(text));
  if (value instanceof NixPath && text.startsWith('/')) found.push(quoted(value.path));
  // A secret of sops-nix or agenix in the place of its path.
  const isPackage = attempt(() => isDerivationValue(value)) === true;
  const path = value instanceof Attrs && !isPackage ? getAttr(value, 'path') : undefined;
  if (path !== undefined && /^[\w'-]+(\.([\w'-]+|"[^"$\\]*"))*$/.test(text))
    found.push({ title: 'Take its `path`', newText: `${text}.path`, value: force(path) });
  const list = program && expressionWith(program.parse.root, at);
  const [item] = list?.kind === 'List' ? list.items : [];
  if (isList(value) && value.length === 1 && item !== undefined)
    found.push({
      title: 'Take it out of the list',
      newText: at.source.text.slice(item.span.start, item.span.end),
      value: force(value[0] as Lazy),
    });
  return found;
}
