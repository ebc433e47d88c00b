// Sets of files, as lib.fileset has them.
import { call } from '../../evaluator/call';
import { forceBool } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import type { Value } from '../../evaluator/values';
import { baseLib } from '../../nixpkgs-lib/index';
import { select } from '../../nixpkgs-lib/support';
import { makeType } from '../make-type';
import type { OptionType } from '../option-type';

function fromLib(name: string): Value {
  return select(select(baseLib, 'fileset'), name);
}

/** Definitions are united. */
export const fileset: OptionType = makeType({
  name: 'fileset',
  description: 'fileset',
  descriptionClass: 'noun',
  check: (v) => forceBool(call(fromLib('isFileset'), v)),
  merge: (_, definitions) =>
    call(
      fromLib('unions'),
      definitions.map((d) => d.value),
    ),
  emptyValue: lazy(() => fromLib('empty')),
});
