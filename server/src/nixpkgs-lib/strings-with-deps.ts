// nixpkgs' lib/strings-with-deps.nix: texts that need others before them, as activation scripts do.
import { attrsOf } from '../evaluator/attrs';
import { forceList, forceText } from '../evaluator/coerce';
import { tick } from '../evaluator/session';
import { Attrs, force, type Lazy } from '../evaluator/values';
import { applied, callBuiltin, functions, later, select } from './support';

/** Texts of the entries and of what they need, each named one once, what is needed first. */
function closure(predefined: Lazy, wanted: Lazy): Lazy[] {
  const done = new Set<string>();
  const texts: Lazy[] = [];
  const visit = (list: readonly Lazy[]): void => {
    for (const item of list) {
      tick();
      let entry = force(item);
      if (!(entry instanceof Attrs)) {
        const name = forceText(entry);
        if (done.has(name)) continue;
        done.add(name);
        entry = select(predefined, name);
      }
      if (!(entry instanceof Attrs)) {
        visit([entry]);
        continue;
      }
      const attrs = entry;
      visit(forceList(select(attrs, 'deps')));
      texts.push(later(() => select(attrs, 'text')));
    }
  };
  visit(forceList(wanted));
  return texts;
}

export const stringsWithDeps = functions({
  textClosureList: [2, closure],
  textClosureMap: [
    3,
    (f, predefined, names) =>
      callBuiltin(
        'concatStringsSep',
        '\n',
        closure(predefined, names).map((text) => applied(f, text)),
      ),
  ],
  noDepEntry: [1, (text) => attrsOf({ text, deps: [] })],
  fullDepEntry: [2, (text, deps) => attrsOf({ text, deps })],
  packEntry: [1, (deps) => attrsOf({ text: '', deps })],
  stringAfter: [2, (deps, text) => attrsOf({ text, deps })],
});
