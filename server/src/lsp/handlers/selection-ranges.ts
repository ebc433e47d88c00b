import { linesOf } from '../../evaluator/position';
import type { SelectionRange } from 'vscode-languageserver/node';
import { selectionRanges } from '../../features';
import { rangeOf } from '../convert';
import type { Handler } from './handler';

export const selectionRangesHandler: Handler = {
  capabilities: { selectionRangeProvider: true },
  register({ connection, parsed }) {
    connection.onSelectionRanges(
      parsed('growing a selection', null, ({ source, parse }, { positions }) =>
        positions.map((position) =>
          selectionRanges(parse, linesOf(source).offset(position)).reduceRight<SelectionRange>(
            (parent, span) => ({ range: rangeOf(source, span), parent }),
            { range: rangeOf(source, { start: 0, end: source.text.length }) },
          ),
        ),
      ),
    );
  },
};
