// What people read about a function: its parameters, its type and one sentence.

export interface FunctionReference {
  /** How it is called from outside: `builtins.map`, `lib.strings.concatMapStringsSep`. */
  readonly path: string;
  /** Names of its parameters, in order; as many as a full call takes. */
  readonly parameters: readonly string[];
  /** In the notation of Nix's documentation: `(a -> b) -> [a] -> [b]`. */
  readonly type: string;
  /** Markdown. */
  readonly description: string;
}

/** Descriptions by signature: `map f list :: (a -> b) -> [a] -> [b]`. */
export type ReferenceTable = Readonly<Record<string, string>>;

/** The functions of a table by their names, called from outside as attributes of `prefix`. Throws on a bad signature. */
export function references(prefix: string, table: ReferenceTable): ReadonlyMap<string, FunctionReference> {
  return new Map(
    Object.entries(table).map(([signature, description]) => {
      const [call = '', type] = signature.split(' :: ');
      const [name = '', ...parameters] = call.split(' ');
      if (type === undefined) throw new TypeError(`The signature of ${name} has no type`);
      return [name, { path: `${prefix}.${name}`, parameters, type, description }];
    }),
  );
}
