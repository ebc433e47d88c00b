/**
 * Values that belong to objects and go with them, as in a WeakMap. A WeakMap of a whole program lives for long, and V8
 * takes what such a map holds to be alive until it next looks at all memory: one entry would keep all that an evaluation
 * made, which is megabytes after each keystroke.
 */
export class Attached<K extends object, V> {
  private readonly name = Symbol();

  get(object: K): V | undefined {
    return (object as Readonly<Record<symbol, V | undefined>>)[this.name];
  }

  /** Copies of the object do not have the value. */
  set(object: K, value: V | undefined): void {
    Object.defineProperty(object, this.name, { value, writable: true, configurable: true, enumerable: false });
  }
}
