// Parsed and compiled files, kept while their text stays the same.
import { compileSource, type Program } from '../evaluator/evaluate';
import { dirName } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';
import { decodeUtf8 } from '../evaluator/strings';
import type { Source } from '../evaluator/position';
import type { NixParser, ParsedDocument, TextChange } from '../syntax';
import { FileChanges } from './file-changes';

/** A text that is open in an editor. */
interface OpenText {
  text: string;
  document: ParsedDocument;
}

export interface Programs {
  /** The compiled file; `undefined` when it cannot be read. */
  get(path: string): Program | undefined;
  /** Compiles a text, or gives what was compiled for the same path and text before. */
  compile(source: Source): Program;
  /** An editor opened the file: its text stands for the file until it is closed. */
  open(path: string, text: string): void;
  change(path: string, changes: readonly TextChange[], text: string): void;
  close(path: string): void;
  /** The editor's text of an open file. */
  overlay(path: string): string | undefined;
  /** Files or folders on disk changed; without `paths`, any may have. */
  invalidate(paths?: readonly string[]): void;
  /** What became of the files so far. */
  readonly changes: FileChanges;
}

/** Keeps programs over a parser and a file system. Files are read again each time; only equal texts are reused. */
export function createPrograms(parser: NixParser, files: FileAccess): Programs {
  const cache = new Map<string, Program>();
  const opened = new Map<string, OpenText>();
  const changes = new FileChanges();
  const textOf = (path: string): string | undefined => opened.get(path)?.text ?? readText(path, files);
  const compile = (source: Source): Program => {
    const known = cache.get(source.path);
    if (known !== undefined && known.source.text === source.text) return known;
    const open = opened.get(source.path);
    const parse = open !== undefined && open.text === source.text ? open.document.result : parser.parse(source.text);
    const program = compileSource(source, parse, { tolerant: true });
    cache.set(source.path, program);
    return program;
  };
  return {
    compile,
    get(path) {
      const text = textOf(path);
      return text === undefined ? undefined : compile({ path, text, folder: dirName(path) });
    },
    changes,
    invalidate: (paths) => changes.onDisk(paths),
    open(path, text) {
      if (textOf(path) !== text) changes.ofText(path);
      opened.get(path)?.document.dispose();
      opened.set(path, { text, document: parser.open(text) });
    },
    change(path, edits, text) {
      const open = opened.get(path);
      if (open === undefined) return;
      changes.ofText(path);
      open.document.edit(edits, text);
      open.text = text;
    },
    close(path) {
      const before = opened.get(path);
      before?.document.dispose();
      opened.delete(path);
      if (before !== undefined && readText(path, files) !== before.text) changes.ofText(path);
    },
    overlay: (path) => opened.get(path)?.text,
  };
}

/** The same programs with another text for one file, which leaves the programs themselves as they are. */
export function withText(programs: Programs, parser: NixParser, path: string, text: string): Programs {
  let own: Program | undefined;
  const ownProgram = (): Program =>
    (own ??= compileSource({ path, text, folder: dirName(path) }, parser.parse(text), { tolerant: true }));
  return {
    ...programs,
    compile: (source) => (source.path === path && source.text === text ? ownProgram() : programs.compile(source)),
    get: (file) => (file === path ? ownProgram() : programs.get(file)),
    overlay: (file) => (file === path ? text : programs.overlay(file)),
  };
}

function readText(path: string, files: FileAccess): string | undefined {
  const answer = files.readFile(path);
  return 'ok' in answer ? decodeUtf8(answer.ok) : undefined;
}
