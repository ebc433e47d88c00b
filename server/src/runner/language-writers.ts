// `pkgs.writers`: scripts in several languages, of which those of the shell are known (nixpkgs, pkgs/build-support/writers).
import { attrsOf } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { callPosition } from '../evaluator/call';
import { forceString } from '../evaluator/coerce';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, Unknown, force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { unknownStorePath } from '../nixos';
import { NOT_BUILT, unknownMember } from './make-package';
import { joined } from './shell-application';
import { written } from './writers';

const SHELLS = { Bash: 'bash', Dash: 'dash' } as const;

/** `writeBash`, `writeBashBin` and so on; what other languages give is not known here. */
export const LANGUAGE_WRITERS: Attrs = attrsOf(
  Object.fromEntries(
    Object.entries(SHELLS).flatMap(([language, shell]) => [
      [`write${language}`, shellWriter(`write${language}`, shell, (name) => name)],
      [`write${language}Bin`, shellWriter(`write${language}Bin`, shell, (name) => `/bin/${name}`)],
    ]),
  ),
  {
    unknown: new Unknown('pkgs.writers', NOT_BUILT),
    select: (name) => (name.startsWith('_') ? undefined : unknownMember('pkgs.writers', name)),
  },
);

/** A writer of a name or path and a text, from 23.11 on with a set for the wrapper between them. */
function shellWriter(writer: string, shell: string, pathOf: (name: string) => string): PrimOp {
  return primOp(writer, 2, (nameArgument, second) => {
    const at = callPosition();
    const write = (content: Lazy): Value => {
      const path = pathOf(textOf(forceString(nameArgument)));
      const name = path.slice(path.lastIndexOf('/') + 1);
      const text = force(content);
      // A file instead of a text is not read here.
      if (!isString(text))
        return new Unknown(
          `pkgs.writers.${writer} "${name}" …`,
          NOT_BUILT,
          at,
          'package',
          undefined,
          unknownStorePath(name),
        );
      const head = `#! ${unknownStorePath(shell)}/bin/${shell}\n`;
      const destination = path.startsWith('/') ? path : '';
      const file = { name, text, destination, content: joined([head, text]), executable: true };
      return written(`pkgs.writers.${writer}`, file, at);
    };
    return force(second) instanceof Attrs ? primOp(writer, 1, write) : write(second);
  });
}
