// The outline of a file: its runners with the options that it sets.
import type { Span } from '../syntax/ast';
import type { FileAnalysis } from '../workspace/analysis';
import { optionsSetIn, runnersOfFile } from './file-runners';
import { errorText, valueText } from './show-value';
import type { Position } from '../evaluator/position';

export interface FileSymbol {
  readonly kind: 'runner' | 'option';
  readonly name: string;
  readonly detail: string;
  /** The name with its value. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly FileSymbol[];
}

const MAX_DETAIL = 60;

/** The runners of a file with the options that it sets, for the editor's outline. */
export function symbols(file: FileAnalysis): FileSymbol[] {
  return runnersOfFile(file).map(({ host, runner, at }) => ({
    kind: 'runner',
    name: runner.attribute,
    detail: runner.names.unit,
    ...spans(at),
    children: optionsSetIn(file, runner)
      .sort((a, b) => a.at.start - b.at.start)
      .map(({ state, at: name }) => ({
        kind: 'option',
        name: state.option.name,
        detail: shortened(
          state.error ? errorText(state.error) : state.value === undefined ? '' : valueText(host, state.value, false),
        ),
        ...spans(name),
        children: [],
      })),
  }));
}

function spans({ start, end, value }: Position): Pick<FileSymbol, 'span' | 'nameSpan'> {
  // A value that a function computes may lie elsewhere, even before the name.
  const last = value !== undefined && value.start >= end ? value.end : end;
  return { span: { start, end: last }, nameSpan: { start, end } };
}

function shortened(text: string): string {
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text;
}
