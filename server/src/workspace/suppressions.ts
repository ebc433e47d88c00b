// Comments that silence a rule for one definition: `# nixos-github-runner: ignore <rule> <reason>`.
import type { Program } from '../evaluator/evaluate';
import { isSlip, nearestName } from '../modules/suggest';
import { wholeLines } from '../rules/edits';
import { RULE_NAMES, isRuleName, type Finding, type RuleName } from '../rules';
import type { Comment, Expr, Span } from '../syntax/ast';
import { LineIndex } from '../syntax/lines';
import { bindingsOf, children } from '../syntax/visit';

/** A comment that silences one rule. */
interface Suppression {
  /** As written; it may be no rule's name. */
  readonly rule: string;
  /** The rule's name in the comment. */
  readonly name: Span;
  /** All of the comment. */
  readonly comment: Span;
  /** Where findings are silenced that begin there or reach over its beginning. */
  readonly covers: Span;
}

const FORM = /^(?:#+|\/\*+)\s*nixos-github-runner:\s*ignore\b[ \t]*([\w-]*)/;

/**
 * Leaves out the findings that a comment in their file silences, and adds one for each comment of `program` that
 * silences nothing.
 * @param sees whether the findings are all that a rule says about the program's file; otherwise no comment that silences
 *   it is unused
 * @param file the parsed file at a path
 */
export function suppress(
  findings: readonly Finding[],
  program: Program,
  sees: (rule: RuleName) => boolean,
  file: (path: string) => Program | undefined,
): Finding[] {
  const known = new Map<string, readonly Suppression[]>();
  const suppressionsIn = (path: string): readonly Suppression[] => {
    let found = known.get(path);
    if (found === undefined) {
      const other = path === program.source.path ? program : file(path);
      known.set(path, (found = other === undefined ? [] : suppressionsOf(other)));
    }
    return found;
  };
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const silencing = suppressionsIn(finding.at.source.path).filter((s) => silences(s, finding));
    for (const s of silencing) used.add(s);
    return silencing.length === 0;
  });
  const unused = suppressionsIn(program.source.path).filter(
    (s) => !used.has(s) && (!isRuleName(s.rule) || sees(s.rule)),
  );
  return [...kept, ...unused.map((s) => unusedFinding(program, s))];
}

function silences({ rule, covers }: Suppression, { rule: found, at }: Finding): boolean {
  return rule === found && at.start <= covers.end && Math.max(at.start, at.end - 1) >= covers.start;
}

function suppressionsOf({ source, parse }: Program): Suppression[] {
  let lines: LineIndex | undefined;
  return parse.comments.flatMap((comment) => {
    const match = FORM.exec(comment.text);
    const rule = match?.[1];
    if (match === null || rule === undefined) return [];
    lines ??= LineIndex.of(source.text);
    const start = comment.span.start + match[0].length - rule.length;
    const covers = coverage(comment, lines, source.text, parse.root);
    return [{ rule, name: { start, end: start + rule.length }, comment: comment.span, covers }];
  });
}

/** The same line where something stands before the comment; otherwise the next definition, or else the next line. */
function coverage({ span }: Comment, lines: LineIndex, text: string, root: Expr): Span {
  const { line } = lines.position(span.start);
  const lineSpan = (n: number): Span => ({ start: lines.offset({ line: n, character: 0 }), end: lines.lineEnd(n) });
  const own = lineSpan(line);
  if (text.slice(own.start, span.start).trim() !== '') return own;
  const next = nextCode(text, span.end);
  return bindingAt(root, next) ?? lineSpan(lines.position(next).line);
}

/** The offset of the next text that is neither blank nor comment. */
function nextCode(text: string, from: number): number {
  const skipped = /^(?:\s+|#[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))?.[0].length ?? 0;
  return from + skipped;
}

/** The definition that begins at an offset. */
function bindingAt(root: Expr, start: number): Span | undefined {
  for (let at: Expr | undefined = root; at !== undefined;) {
    const binding = bindingsOf(at).find((b) => b.span.start === start);
    if (binding !== undefined) return binding.span;
    at = children(at).find((c) => c.span.start <= start && start <= c.span.end);
  }
  return undefined;
}

function unusedFinding(program: Program, { rule, name, comment }: Suppression): Finding {
  const { source } = program;
  const near = isRuleName(rule) ? undefined : nearestName(rule, RULE_NAMES);
  const advice = near === undefined ? 'Remove the comment, or name the rule.' : `Did you mean \`${near}\`?`;
  const at = { source, ...name };
  return {
    rule: 'unused-suppression',
    severity: 'information',
    message: isRuleName(rule)
      ? `\`${rule}\` reports nothing here. Remove the comment.`
      : `${rule === '' ? 'The comment names no rule.' : `There is no rule \`${rule}\`.`} ${advice}`,
    at,
    fixes: [
      ...(near === undefined
        ? []
        : [{ title: `Change to \`${near}\``, edits: [{ at, newText: near }], safe: isSlip(rule, near) }]),
      {
        title: 'Remove the comment',
        edits: [{ at: wholeLines(program, comment), newText: '' }],
        safe: near === undefined,
      },
    ],
  };
}
