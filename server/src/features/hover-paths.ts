// What a path literal stands for, for a hover.
import { resolvePath } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';
import { nodeAt } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import type { Hover } from './hover';

const KINDS = { regular: 'A file.', directory: 'A folder.', symlink: 'A symbolic link.', unknown: '' } as const;

/** The absolute path of a literal and what is there; `undefined` for paths that are computed or begin at a home. */
export function pathHover({ program }: FileAnalysis, offset: number, files: FileAccess): Hover | undefined {
  const expr = nodeAt(program.parse.root, offset).at(-1);
  const [written] = expr?.kind === 'Path' && expr.parts.length === 1 ? expr.parts : [];
  if (expr === undefined || typeof written !== 'string' || written.startsWith('~')) return undefined;
  const path = resolvePath(written, program.source.folder);
  const kind = files.kind(path);
  const text = 'ok' in kind ? KINDS[kind.ok] : kind.problem === 'missing' ? 'Nothing is there.' : '';
  return { span: expr.span, markdown: [`\`${path}\``, text].filter((line) => line !== '').join('\n\n') };
}
