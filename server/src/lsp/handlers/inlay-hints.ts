import { linesOf } from '../../evaluator/position';
import {
  type ClientCapabilities,
  type InlayHint,
  type InlayHintParams,
  type ResponseError,
} from 'vscode-languageserver/node';
import { inlayHints, type InlayHint as PlainHint, type InlayHintKind, type Moment } from '../../features';
import { locationOf } from '../convert';
import type { Workspace } from '../workspace';
import type { Handler } from './handler';

/** What a hint is found by again when somebody looks at it. */
interface HintData {
  readonly uri: string;
  readonly kind: InlayHintKind;
}

const KINDS: Readonly<Record<InlayHintKind, true>> = { value: true, shadowedDefault: true };

/** How long evaluations of several documents are gathered before the editor is told to ask anew, in milliseconds. */
const GATHER = 20;

export const inlayHintsHandler: Handler = {
  capabilities: { inlayHintProvider: { resolveProvider: true } },
  register({ connection, abilities, typing, onChange }) {
    /** Documents whose hints are those of an evaluation that is the last one so far. */
    const answered = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    onChange((uri) => {
      const isConcerned = uri === undefined ? answered.size > 0 : answered.delete(uri);
      if (!isConcerned || abilities()?.workspace?.inlayHint?.refreshSupport !== true) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        // An editor that ends meanwhile answers nothing.
        connection.languages.inlayHint.refresh().catch(() => undefined);
      }, GATHER);
    });
    connection.languages.inlayHint.on(
      typing<InlayHintParams, InlayHint[]>(
        'making hints',
        [],
        (moment, { textDocument: { uri }, range }, workspace) => {
          const lines = linesOf(moment.program.source);
          const within = { start: lines.offset(range.start), end: lines.offset(range.end) };
          const isLazy = abilities()?.textDocument?.inlayHint?.resolveSupport?.properties.includes('tooltip') ?? false;
          answered.add(uri);
          return inlayHints(moment, within, workspace.hintKinds(uri)).map((hint) => ({
            position: lines.position(hint.offset),
            label: [{ value: hint.text }],
            paddingLeft: true,
            paddingRight: /^[^\s;]/.test(moment.program.source.text.slice(hint.offset, hint.offset + 1)),
            ...(isLazy ? { data: { uri, kind: hint.kind } satisfies HintData } : tooltipOf(hint)),
          }));
        },
      ),
    );
    const resolved = typing<{ uri: string; hint: InlayHint }, InlayHint | undefined>(
      'describing a hint',
      undefined,
      (moment, { hint }, workspace) => resolve(hint, moment, workspace, abilities()),
    );
    connection.languages.inlayHint.resolve(async (hint, token): Promise<InlayHint | ResponseError<void>> => {
      const uri = dataOf(hint)?.uri;
      return uri === undefined ? hint : ((await resolved({ uri, hint }, token)) ?? hint);
    });
  },
};

function tooltipOf(hint: PlainHint): Pick<InlayHint, 'tooltip'> {
  return { tooltip: { kind: 'markdown', value: hint.tooltip() } };
}

function dataOf({ data }: InlayHint): HintData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, kind } = data as Partial<Record<string, unknown>>;
  return typeof uri === 'string' && typeof kind === 'string' && kind in KINDS
    ? { uri, kind: kind as InlayHintKind }
    : undefined;
}

/** The hint with what it says when somebody looks at it; as it is where the text is another one now. */
function resolve(
  hint: InlayHint,
  moment: Moment,
  { programAt, files, addressOf }: Workspace,
  abilities: ClientCapabilities | undefined,
): InlayHint | undefined {
  const data = dataOf(hint);
  const [part] = Array.isArray(hint.label) ? hint.label : [];
  if (data === undefined || part === undefined) return undefined;
  const offset = linesOf(moment.program.source).offset(hint.position);
  const same = inlayHints(moment, { start: offset, end: offset }, new Set([data.kind])).find(
    ({ text }) => text === part.value,
  );
  if (same === undefined) return undefined;
  const leads = abilities?.textDocument?.inlayHint?.resolveSupport?.properties.includes('label.location') ?? false;
  const origin = leads ? same.origin({ programAt, files }) : undefined;
  return {
    ...hint,
    ...tooltipOf(same),
    label: [{ ...part, ...(origin && { location: locationOf(origin, addressOf) }) }],
  };
}
