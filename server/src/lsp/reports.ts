// What each evaluation reported into which file. A file shows what all of them say about it.
import type { Source } from '../evaluator/position';
import { distinctFindings, findingsByFile, isOwnFinding, movedFindings, type Replacement } from '../features';
import type { Finding } from '../rules/finding';

export interface Reports {
  /** Replaces what the evaluation of the document at `path` reported before; publishes for `path` in any case. */
  set(uri: string, path: string, findings: readonly Finding[]): void;
  /** Takes back what the document's evaluation reported. */
  delete(uri: string): void;
  /** Keeps findings in their places after an edit, with `own` as what the edited file says by itself now. */
  edit(uri: string, source: Source, replacements: readonly Replacement[], own: readonly Finding[]): void;
  /** What the document's evaluation reported, in its place as far as edits have moved it. */
  reportedBy(uri: string): Finding[];
  /** What is known about a file. */
  findings(path: string): Finding[];
}

/** `publish` is called with the path of each file whose findings may have changed. */
export function createReports(publish: (path: string) => void): Reports {
  const reports = new Map<string, ReadonlyMap<string, readonly Finding[]>>();
  const replace = (uri: string, findings: ReadonlyMap<string, readonly Finding[]>): void => {
    const before = reports.get(uri);
    reports.set(uri, findings);
    for (const path of new Set([...(before?.keys() ?? []), ...findings.keys()])) publish(path);
  };
  return {
    set: (uri, path, findings) => replace(uri, new Map([[path, []], ...findingsByFile(findings)])),
    delete(uri) {
      replace(uri, new Map());
      reports.delete(uri);
    },
    edit(uri, source, replacements, own) {
      for (const [reporter, files] of reports) {
        const findings = files.get(source.path);
        if (findings === undefined) continue;
        const moved = movedFindings(findings, replacements, source);
        reports.set(reporter, new Map([...files, [source.path, moved]]));
      }
      const before = reports.get(uri)?.get(source.path) ?? [];
      const others = before.filter((finding) => !isOwnFinding(finding));
      if (sameMessages(before.filter(isOwnFinding), own)) return;
      reports.set(uri, new Map([...(reports.get(uri) ?? []), [source.path, [...own, ...others]]]));
      publish(source.path);
    },
    reportedBy: (uri) => [...(reports.get(uri)?.values() ?? [])].flat(),
    findings: (path) => distinctFindings([...reports.values()].flatMap((files) => files.get(path) ?? [])),
  };
}

function sameMessages(a: readonly Finding[], b: readonly Finding[]): boolean {
  const texts = (findings: readonly Finding[]): string =>
    JSON.stringify(findings.map((f) => [f.rule, f.message, f.at.start, f.at.end]));
  return texts(a) === texts(b);
}
