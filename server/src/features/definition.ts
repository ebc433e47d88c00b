// Where a name is defined: a variable, an attribute, an argument, an option, a secret, a file.
import { attrPosition } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import type { FileAccess } from '../evaluator/session';
import { Attrs, Closure, type Value } from '../evaluator/values';
import { SECRETS_MODULES } from '../nixos';
import { attributeOf } from '../rules/system-config';
import type { Expr, Span } from '../syntax/ast';
import { staticNames } from '../syntax/names';
import { scopesOf, withsAround, type ScopeVariable } from '../syntax/scopes';
import { nodeAt } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import { selectedOption } from './config-uses';
import { pathTarget } from './links';
import { attributeSpans, formalsOf, literalOf } from './literals';
import { nameAt, type NameAt, type Selection } from './name-at';
import { variableOf } from './occurrences';
import { optionAt } from './option-at';
import { distinct, optionPlaces } from './option-places';
import type { ProgramAt } from './preview';
import { valueAt } from './value-at';

/** What other files say. */
export interface Surroundings {
  readonly programAt: ProgramAt;
  readonly files: FileAccess;
}

export interface Definitions {
  /** What the answer is about. */
  readonly span: Span;
  /** Names of attributes, variables or arguments; a place without length stands for a file as a whole. */
  readonly places: readonly Position[];
}

/** The definitions of what is at an offset (UTF-16); `undefined` where nothing is defined. */
export function definitions(file: FileAnalysis, offset: number, around: Surroundings): Definitions | undefined {
  const { parse, source } = file.program;
  const path = nodeAt(parse.root, offset).at(-1);
  const target = path && pathTarget(path, source.folder, around.files);
  if (path !== undefined && target !== undefined) {
    return { span: path.span, places: [{ source: { path: target, text: '', folder: '' }, start: 0, end: 0 }] };
  }
  const name = nameAt(parse, offset);
  if (name === undefined) return undefined;
  const places = distinctNames(new Search(file, around).name(name));
  return places.length === 0 ? undefined : { span: name.span, places };
}

/** A document that is no file has a path of its own. */
function distinctNames(places: readonly Position[]): Position[] {
  return distinct(places).filter(({ start, end }) => end > start);
}

class Search {
  constructor(
    private readonly file: FileAnalysis,
    private readonly around: Surroundings,
  ) {}

  private get parse(): FileAnalysis['program']['parse'] {
    return this.file.program.parse;
  }

  name(name: NameAt): Position[] {
    const selected = name.selection ? this.selection(name.selection, name) : [];
    if (selected.length > 0) return selected;
    const variable = variableOf(name);
    if (variable !== undefined) return this.variable(variable);
    if (name.reference !== undefined) {
      const brought = this.broughtByWith(name);
      if (brought.length > 0) return brought;
    }
    return name.attribute === undefined ? [] : this.attribute(name, name.attribute.span);
  }

  private here({ start, end }: Span): Position {
    return { source: this.file.program.source, start, end };
  }

  /** What a variable stands for; `inherit` is followed to where it takes the value from. */
  private variable(variable: ScopeVariable): Position[] {
    return variable.definitions.flatMap(({ span, inherited }) => {
      if (inherited === undefined) return [this.here(span)];
      const outer = inherited === 'scope' ? scopesOf(this.parse).startingAt(span.start)?.variable : undefined;
      if (outer !== undefined && outer !== variable) return this.variable(outer);
      const taken = inherited === 'scope' ? [] : this.inherited(span);
      return taken.length > 0 ? taken : [this.here(span)];
    });
  }

  private inherited({ start }: Span): Position[] {
    const name = nameAt(this.parse, start);
    return name?.selection ? this.selection(name.selection, name) : [];
  }

  private selection(selection: Selection, { chain }: NameAt): Position[] {
    const option = selectedOption(this.parse, selection);
    if (option !== undefined) return this.option(option);
    const names = staticNames(selection.path);
    if (names === undefined) return [];
    return this.attributeOf([...chain, selection.from], names);
  }

  /** The attribute at a path in the value of the expression at the end of the chain. */
  private attributeOf(chain: readonly Expr[], names: readonly string[]): Position[] {
    const set = chain.at(-1);
    const literal = set && literalOf(this.parse, set);
    const written = literal?.kind === 'AttrSet' ? attributeSpans(this.parse, literal, names) : [];
    if (written.length > 0) return written.map((span) => this.here(span));
    const value = valueAt(this.file, chain);
    const last = names.at(-1);
    const holder = value && this.run(() => names.slice(0, -1).reduce<Value>(attributeOf, value));
    const at = holder instanceof Attrs && last !== undefined ? attrPosition(holder, last) : undefined;
    return at === undefined ? [] : [at];
  }

  private broughtByWith({ reference, chain }: NameAt): Position[] {
    if (reference === undefined) return [];
    for (const { scope } of withsAround(reference.scope)) {
      const outer = chain.findIndex((e) => e.kind === 'With' && e.scope === scope);
      const found = this.attributeOf([...chain.slice(0, outer + 1), scope], [reference.name]);
      if (found.length > 0) return found;
    }
    return [];
  }

  private attribute(name: NameAt, span: Span): Position[] {
    const formals = this.formals(name);
    if (formals.length > 0) return formals;
    const option = optionAt(this.file, name, this.around.programAt);
    return option !== undefined && option.declarations.length > 0 ? [...option.declarations] : [this.here(span)];
  }

  /** The arguments of a function that an attribute of the call gives a value to. */
  private formals({ chain, attribute }: NameAt): Position[] {
    const call = chain.at(-2);
    if (call?.kind !== 'Apply' || call.arg !== chain.at(-1) || call.arg.kind !== 'AttrSet') return [];
    const given = attribute?.path.at(-1);
    const isFirst = call.arg.bindings.some((b) =>
      (b.kind === 'value' ? b.path.slice(0, 1) : b.names).some((n) => n.span.start === attribute?.span.start),
    );
    if (given === undefined || !isFirst) return [];
    const written = formalsOf(this.parse, call.fn).find((formal) => formal.name === given);
    if (written !== undefined) return [this.here(written.nameSpan)];
    const fn = valueAt(this.file, [...chain.slice(0, -1), call.fn]);
    const formal = fn instanceof Closure ? fn.lambda.formals?.find((f) => f.name === given) : undefined;
    return formal === undefined ? [] : [formal.at];
  }

  private option(path: readonly (string | undefined)[]): Position[] {
    for (const host of this.file.hosts) {
      const { declarations, definitions: written } = optionPlaces(host, path, this.around.programAt);
      if (declarations.length > 0) return [...declarations];
      if (written.length > 0) return [...written];
    }
    const secret = SECRETS_MODULES.some(
      (module) => path.length === module.path.length + 2 && module.path.every((name, i) => path[i] === name),
    );
    // Nobody sets the path of a secret: it follows from the secret's name.
    return secret ? this.option(path.slice(0, -1)) : [];
  }

  private run<T>(f: () => T): T | undefined {
    return this.file.hosts[0]?.inSession(() => attempt(f));
  }
}
