// Text that Nix's parser refuses, duplicate attributes included.
import type { Position } from '../evaluator/position';
import type { Finding, Fix } from './finding';
import type { Rule } from './rule';

export const syntaxError: Rule = {
  name: 'syntax-error',
  severity: 'error',
  summary: 'The file is not valid Nix: NixOS cannot read it at all.',
  checkFile({ program }) {
    const { source, parse, problems } = program;
    const findings: Finding[] = parse.problems.map((p) => ({
      rule: 'syntax-error',
      severity: p.isLimit ? 'information' : 'error',
      message: p.message,
      at: { source, ...p.span },
      ...(p.missing !== undefined && { fixes: [insertion({ source, ...p.span }, p.missing)] }),
    }));
    for (const p of problems) {
      if (p.kind === 'undefined-variable') continue;
      findings.push({
        rule: 'syntax-error',
        severity: 'error',
        message:
          p.kind === 'duplicate'
            ? `${capitalised(p.message)}. Remove one of the two definitions.`
            : capitalised(p.message),
        at: { source, start: p.start, end: p.end },
        ...(p.first && { related: [{ at: { source, ...p.first }, message: 'It is defined first here.' }] }),
      });
    }
    return findings;
  },
};

function insertion({ source, end }: Position, text: string): Fix {
  return { title: `Insert \`${text}\``, edits: [{ at: { source, start: end, end }, newText: text }] };
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
