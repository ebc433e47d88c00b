// What `evalModules` gives to Nix code: `{ config, options, _module, extendModules, type, … }`.
import {
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { forceAttrs, forceList } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { lineAndColumn, type Position } from '../evaluator/position';
import { Unknown, force, type Attrs, type Lazy, type OpenRest } from '../evaluator/values';
import { takeFormals } from '../nixpkgs-lib/support';
import { OptionError, definitionValue, showDefinitions, showOption, type Definition, type Loc } from './definition';
import type { Evaluation } from './eval-modules';
import type { ModuleGraph } from './load-module';
import type { OpenWorld } from './open-world';
import type { EvaluatedOption, OptionGroup } from './option-tree';
import { forceLoc, typeValue } from './option-type';
import type { DeclaredOption } from './options';
import { suggestOptions } from './suggest';

const EXTENSION_FORMALS = { modules: true, prefix: true, specialArgs: true } as const;

/** The set that `evalModules` returns. */
export function configurationValue(evaluation: Evaluation): Attrs {
  const checked = (part: () => Lazy): Lazy =>
    lazy(() => {
      checkUnmatched(evaluation);
      return force(part());
    });
  return attrsOf({
    _type: 'configuration',
    class: evaluation.class ?? null,
    options: checked(() => optionsValue(evaluation.root)),
    config: checked(() => filterAttrs(evaluation.config, (name) => name !== '_module')),
    _module: checked(() => getAttr(evaluation.config, '_module') ?? null),
    graph: lazy(() => evaluation.graph.map(graphValue)),
    extendModules: primOp('extendModules', 1, (arg) => extended(evaluation, arg)),
    type: lazy(() => typeValue(evaluation.type)),
  });
}

function graphValue({ file, key, disabled, imports }: ModuleGraph): Attrs {
  return attrsOf({ file, key, disabled, imports: lazy(() => imports.map(graphValue)) });
}

function extended(evaluation: Evaluation, arg: Lazy): Attrs {
  const attrs = takeFormals('extendModules', arg, EXTENSION_FORMALS);
  const modules = getAttr(attrs, 'modules');
  const prefix = getAttr(attrs, 'prefix');
  const specialArgs = getAttr(attrs, 'specialArgs');
  return evaluation.extend({
    ...(modules !== undefined && { modules: forceList(modules) }),
    ...(prefix !== undefined && { prefix: forceLoc(prefix) }),
    ...(specialArgs !== undefined && { specialArgs: forceAttrs(specialArgs) }),
  }).value;
}

/** `options` as Nix code sees it; in an open world with names that are declared elsewhere. */
export function optionsValue(group: OptionGroup, open?: OpenWorld): Attrs {
  const entries = new Map<string, AttrEntry>();
  for (const name of group.names)
    entries.set(name, {
      value: lazy(() => {
        const child = group.child(name);
        return child.kind === 'group' ? optionsValue(child, open) : evaluatedOptionValue(child);
      }),
    });
  return attrsFromMap(entries, open === undefined || open.isClosed(group.loc) ? null : undeclaredOptions(group.loc));
}

function undeclaredOptions(loc: Loc): OpenRest {
  const unknown = (path: Loc): Unknown =>
    new Unknown(['options', ...(path.length > 0 ? [showOption(path)] : [])].join('.'), 'it is not declared here');
  return { unknown: unknown(loc), select: (name) => (name.startsWith('_') ? undefined : unknown([...loc, name])) };
}

/** A merged declaration as Nix code sees it (the result of lib.modules.mergeOptionDecls). */
export function declaredOptionValue(option: DeclaredOption): Attrs {
  return updateAttrs(
    option.attrs,
    attrsOf({
      _type: 'option',
      loc: [...option.loc],
      declarations: [...option.files],
      declarationPositions: option.files.map((file, i) => positionValue(file, option.positions[i])),
      type: lazy(() => typeValue(option.type)),
      options: [],
    }),
  );
}

function positionValue(file: string, at: Position | undefined): Attrs {
  if (at === undefined) return attrsOf({ file, line: null, column: null });
  return attrsOf({ file: at.source.path, ...lineAndColumn(at) });
}

/** An option with its value, as `options.…` has it. */
export function evaluatedOptionValue(option: EvaluatedOption): Attrs {
  const definitions = (): readonly Definition[] => option.merged.definitions;
  return updateAttrs(
    declaredOptionValue(option),
    attrsOf({
      value: option.value,
      isDefined: lazy(() => option.merged.isDefined),
      highestPrio: lazy(() => option.merged.highestPriority),
      definitions: lazy(() => definitions().map((d) => d.value)),
      files: lazy(() => definitions().map((d) => d.file)),
      definitionsWithLocations: lazy(() => definitions().map(definitionValue)),
      valueMeta: lazy(() => force(option.merged.meta)),
      __toString: primOp('__toString', 1, () => showOption(option.loc)),
    }),
  );
}

/** Raises nixpkgs' error about the first definition without a declared option. */
function checkUnmatched(evaluation: Evaluation): void {
  const module = forceAttrs(getAttr(evaluation.config, '_module') ?? null);
  if (force(orIfMissing(getAttr(module, 'check'), true)) === false) return;
  if (force(getAttr(module, 'freeformType') ?? null) !== null) return;
  const [first] = evaluation.unmatched();
  if (first !== undefined) throw unknownOption(evaluation.root, evaluation.prefix, first.loc, first.definition);
}

/** nixpkgs' error about a definition of an option that nobody declares. */
function unknownOption(root: OptionGroup, prefix: Loc, loc: Loc, definition: Definition): OptionError {
  const base = `The option \`${showOption(loc)}' does not exist. Definition values:${showDefinitions([definition])}${suggestOptions(root, loc)}`;
  return new OptionError('unknown-option', loc, base + adviceWithoutOptions(root, prefix), [definition]);
}

function adviceWithoutOptions(root: OptionGroup, prefix: Loc): string {
  if (root.names.some((n) => n !== '_module')) return '';
  const where = showOption(prefix);
  return where === ''
    ? "\n\nIt seems as if you're trying to declare an option by placing it into `config' rather than `options'!\n"
    : `\n\nHowever there are no options defined in \`${where}'. Are you sure you've\ndeclared your options properly? This can happen if you e.g. declared your options in \`types.submodule'\nunder \`config' rather than \`options'.\n`;
}
