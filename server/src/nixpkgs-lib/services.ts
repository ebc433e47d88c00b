// nixpkgs' lib/services: what systems ask of services that are modules of their own.
import { attrEntries, attrsOf } from '../evaluator/attrs';
import { callMany } from '../evaluator/call';
import { forceAttrs, forceList, forceText } from '../evaluator/coerce';
import { concatStrings } from '../evaluator/strings';
import { Unknown, force, type Attrs, type Lazy } from '../evaluator/values';
import { functions, interpolated, later, select } from './support';

/** `web.services.worker`, with what is no plain name in quotes. */
function shownPath(loc: Lazy): string {
  return forceList(loc)
    .map((part) => forceText(part))
    .map((part) => (/^[A-Za-z_][A-Za-z0-9_'-]*$|^[<*]/.test(part) ? part : JSON.stringify(part)))
    .join('.');
}

/** What `f` gives for a service and for all services below it, in one list. */
function flattened(f: Lazy, loc: Lazy, config: Lazy): Lazy[] {
  const own = forceList(callMany(force(f), [loc, config]));
  const below = [...attrEntries(forceAttrs(select(config, 'services')))].flatMap(([name, service]) =>
    flattened(f, [...forceList(loc), 'services', name], service),
  );
  return [...own, ...below];
}

/** The messages of a service and those below it; each says where it is from. */
function told(loc: Lazy, config: Lazy, part: string, tell: (where: string, item: Lazy) => Lazy): Lazy[] {
  const own = forceList(select(config, part)).map((item) => tell(shownPath(loc), item));
  const below = [...attrEntries(forceAttrs(select(config, 'services')))].flatMap(([name, service]) =>
    told([...forceList(loc), 'services', name], service, part, tell),
  );
  return [...own, ...below];
}

function message(where: string, text: Lazy): Lazy {
  return later(() => concatStrings(`in ${where}: `, interpolated(text)));
}

const REASON = 'modular services are not evaluated here';

const notHere = (name: string): Unknown => new Unknown(`lib.services.${name}`, REASON);

export const services: Attrs = attrsOf(
  {
    configure: notHere('configure'),
    backend: notHere('backend'),
    ...functions({
      flattenMapServicesConfigToList: [3, flattened],
      getWarnings: [2, (loc, config) => told(loc, config, 'warnings', message)],
      getAssertions: [
        2,
        (loc, config) =>
          told(loc, config, 'assertions', (where, item) =>
            attrsOf({
              message: message(
                where,
                later(() => select(item, 'message')),
              ),
              assertion: later(() => select(item, 'assertion')),
            }),
          ),
      ],
    }),
  },
  { unknown: new Unknown('lib.services', REASON), select: notHere },
);
