// Names at compile time.

/** The names of a frame; mirrors `Env` at run time frame by frame. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Slot of each name; `undefined` for a `with`. */
  readonly slots: ReadonlyMap<string, number> | undefined;
}

/** The names that are bound in a scope and those around it; a `with` is no binding. */
export function namesInScope(scope: Scope): string[] {
  const names = new Set<string>();
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent)
    for (const n of s.slots?.keys() ?? []) names.add(n);
  return [...names];
}
