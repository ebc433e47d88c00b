// Completion and signature help in sources with a `$0` at the cursor.
import {
  completion,
  withHostFirst,
  type CompletionItem,
  type CompletionList,
  type Moment,
} from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { createAnalysis } from '../../server/src/workspace/analysis';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadNodeParser();

export interface Typing {
  readonly release?: Release;
  /** The document's own name. */
  readonly name?: string;
  /** Files beside the document, by name. */
  readonly others?: Readonly<Record<string, string>>;
  /** The text of the last evaluation, where that is not the text at hand. */
  readonly evaluated?: string;
  /** The host that the person looks at. */
  readonly host?: string;
  /** The character whose typing asks. */
  readonly trigger?: string;
}

export interface Typed {
  readonly moment: Moment;
  readonly offset: number;
  readonly text: string;
  /** The same document with another text, which was not evaluated yet. */
  retyped(text: string): Moment;
}

const FOLDER = '/etc/nixos';

/** The document and the cursor in it. */
export function typed(
  source: string,
  { release = '25.05', name = 'configuration.nix', others = {}, evaluated, host }: Typing = {},
): Typed {
  const path = `${FOLDER}/${name}`;
  const offset = source.indexOf('$0');
  if (offset < 0) throw new Error('The source has no cursor');
  const text = source.replace('$0', '');
  const files = memoryFiles(
    {
      [path]: evaluated ?? text,
      ...Object.fromEntries(Object.entries(others).map(([other, content]) => [`${FOLDER}/${other}`, content])),
    },
    [FOLDER],
  );
  const analysis = createAnalysis({ parser, files, system: 'x86_64-linux' });
  analysis.note(path);
  for (const other of Object.keys(others)) if (other.endsWith('.nix')) analysis.note(`${FOLDER}/${other}`);
  const analysed = analysis.file(path, release);
  const file = analysed && withHostFirst(analysed, host);
  // Findings are what evaluates a host in the editor.
  if (file === undefined || !Array.isArray(file.findings)) throw new Error('The source cannot be read');
  const retyped = (now: string): Moment => {
    analysis.programs.open(path, now);
    const program = analysis.programs.get(path);
    if (program === undefined) throw new Error('The source cannot be read');
    return {
      program,
      file,
      release,
      files,
      programAt: (at) => analysis.programs.get(at),
      inSession: (f, budget) => analysis.inSession(f, budget),
    };
  };
  return { moment: retyped(text), offset, text, retyped };
}

/** What is offered at the cursor. */
export function offered(source: string, typing: Typing = {}): CompletionList | undefined {
  const { moment, offset } = typed(source, typing);
  return completion(moment, offset, typing.trigger);
}

/** The labels of what is offered, in order. */
export function labels(source: string, typing: Typing = {}): string[] {
  return (offered(source, typing)?.items ?? []).map(({ label }) => label);
}

/** The item with a label. */
export function item(source: string, label: string, typing: Typing = {}): CompletionItem {
  const found = offered(source, typing)?.items.find((candidate) => candidate.label === label);
  if (found === undefined) throw new Error(`${label} is not among ${labels(source, typing).join(', ')}`);
  return found;
}

/** The text after taking an item, with places to fill in as the snippet has them. */
export function accepted(source: string, label: string, typing: Typing = {}): string {
  const { text } = typed(source, typing);
  const list = offered(source, typing);
  const taken = item(source, label, typing);
  const { start, end } = list?.typed ?? { start: 0, end: 0 };
  return text.slice(0, start) + (taken.insert ?? taken.label) + text.slice(end);
}
