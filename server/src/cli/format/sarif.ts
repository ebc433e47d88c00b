// `check --format sarif`: SARIF 2.1.0 (OASIS standard), which code hosts and other tools import.
import { pathToFileURL } from 'node:url';
import { RULES, type Finding, type Severity } from '../../rules';
import { shownFinding, type ShowPath, type ShownFinding, type ShownPlace, type ShownRange } from './shown';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** A SARIF log with one run. Paths that `showPath` gives relative stay relative to the folder of the run. */
export function formatSarif(findings: readonly Finding[], showPath: ShowPath): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nixos-github-runner',
            rules: RULES.map((rule) => ({
              id: rule.name,
              shortDescription: { text: rule.summary },
              help: { text: `${rule.summary} See docs/rules/${rule.name}.md of nixos-github-runner.` },
              defaultConfiguration: { level: LEVELS[rule.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((f) => result(shownFinding(f, showPath))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result(finding: ShownFinding): object {
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
    ...(related && {
      relatedLocations: related.map((place, id) => ({ id, ...location(place), message: { text: place.message } })),
    }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        description: { text: fix.title },
        artifactChanges: fix.edits.map((edit) => ({
          artifactLocation: { uri: uri(edit.file) },
          replacements: [{ deletedRegion: region(edit.range), insertedContent: { text: edit.newText } }],
        })),
      })),
    }),
  };
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
