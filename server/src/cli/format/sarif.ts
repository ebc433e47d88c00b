// `check --format sarif`: SARIF 2.1.0 (OASIS standard), which code hosts and other tools import.
import { linesOf } from '../../evaluator/position';
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { RULES, type Finding, type Rule, type RuleName, type Severity } from '../../rules';
import { maskTokens } from '../../rules/token-forms';
import { shownFinding, type ShowPath, type ShownEdit, type ShownPlace, type ShownRange } from './shown';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** What a log says of the program, beside its findings. */
export interface SarifContext {
  readonly version: string | undefined;
  /** The address of a rule's page, where it is installed, and its text. */
  readonly pageOf: (rule: string) => { readonly uri: string; readonly markdown: string } | undefined;
  /** What could not be read. */
  readonly problems: readonly string[];
}

/** A SARIF log with one run. Paths that `showPath` gives relative stay relative to the folder of the run. */
export function formatSarif(findings: readonly Finding[], showPath: ShowPath, context: SarifContext): string {
  const { version, problems } = context;
  const reported = new Set<string>(findings.map((f) => f.rule));
  const fingerprint = fingerprints();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nixos-github-runner',
            ...(version !== undefined && { version, semanticVersion: version }),
            rules: RULES.map((rule) => descriptor(rule, reported.has(rule.name), context)),
          },
        },
        invocations: [
          {
            executionSuccessful: problems.length === 0,
            ...(problems.length > 0 && {
              toolExecutionNotifications: problems.map((text) => ({ level: 'error', message: { text } })),
            }),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: findings.map((f) => result(f, showPath, fingerprint)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Rules about secrets, with how grave they are to code scanning: from 0 to 10, as in CVSS. */
const SECURITY: ReadonlyMap<RuleName, string> = new Map<RuleName, string>([
  ['token-in-store', '8.0'],
  ['secret-in-source', '9.0'],
  ['token-world-readable', '7.0'],
  ['override-weakens-sandbox', '3.0'],
]);

function descriptor({ name, summary, severity }: Rule, isReported: boolean, { pageOf }: SarifContext): object {
  const page = pageOf(name);
  const security = SECURITY.get(name);
  return {
    id: name,
    name: name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    ...(page !== undefined && { helpUri: page.uri }),
    // A log with the pages of all rules would be long for nothing.
    help: {
      text: `${summary} See docs/rules/${name}.md of nixos-github-runner.`,
      ...(isReported && page !== undefined && { markdown: page.markdown }),
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: security === undefined ? ['correctness'] : ['security'],
      ...(security !== undefined && { 'security-severity': security }),
    },
  };
}

/** A text that stays the same for a finding while lines are added above it; the second of two equal ones is counted. */
function fingerprints(): (finding: Finding, file: string) => string {
  const seen = new Map<string, number>();
  return ({ rule, option = '', at }, file) => {
    const lines = linesOf(at.source);
    const { line } = lines.position(at.start);
    // A token must not be guessed from what is left of it.
    const text = maskTokens(at.source.text.slice(lines.lineStart(line), lines.lineEnd(line))).trim();
    const key = JSON.stringify([rule, file, option, text]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${String(count)}`;
  };
}

function result(original: Finding, showPath: ShowPath, fingerprint: ReturnType<typeof fingerprints>): object {
  const finding = shownFinding(original, showPath);
  const { rule, severity, message, option, related, fixes } = finding;
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex((r) => r.name === rule),
    level: LEVELS[severity],
    message: { text: message },
    locations: [
      {
        ...location(finding),
        ...(option !== undefined && { logicalLocations: [{ fullyQualifiedName: option }] }),
      },
    ],
    partialFingerprints: { 'finding/v1': fingerprint(original, finding.file) },
    ...(related && {
      relatedLocations: related.map((place, id) => ({ id, ...location(place), message: { text: place.message } })),
    }),
    ...(rule === 'token-in-store' && related && { codeFlows: [flow([...related, finding])] }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({ description: { text: fix.title }, artifactChanges: changes(fix.edits) })),
    }),
  };
}

/** The way of a token, place by place. */
function flow(places: readonly (ShownPlace & { readonly message: string })[]): object {
  const locations = places.map((place) => ({ location: { ...location(place), message: { text: place.message } } }));
  return { threadFlows: [{ locations }] };
}

/** Edits by the file that they change. */
function changes(edits: readonly ShownEdit[]): object[] {
  const files = [...new Set(edits.map((edit) => edit.file))];
  return files.map((file) => ({
    artifactLocation: { uri: uri(file) },
    replacements: edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({ deletedRegion: region(edit.range), insertedContent: { text: edit.newText } })),
  }));
}

function location(place: ShownPlace): { physicalLocation: object } {
  return { physicalLocation: { artifactLocation: { uri: uri(place.file) }, region: region(place.range) } };
}

/** SARIF counts lines and columns from 1; the end column is the one behind the last character. */
function region({ start, end }: ShownRange): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function uri(file: string): string {
  if (file.startsWith('/')) return pathToFileURL(file).href;
  return file.split('/').map(encodeURIComponent).join('/');
}
