// From plain results to the protocol's types.
import { isAbsolute } from 'node:path';
import {
  CodeActionKind,
  DiagnosticSeverity,
  SymbolKind,
  type CodeAction,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  type LocationLink,
  type MarkupKind,
  type Range,
  type SymbolInformation,
} from 'vscode-languageserver';
import { linesOf, type Position, type Source } from '../evaluator/position';
import {
  hostId,
  hostLabel,
  withAddresses,
  type CodeAction as PlainCodeAction,
  type FileRunner,
  type FileSymbol,
  type GeneratedDocument,
  type Hover as PlainHover,
  type RunnerPreview,
} from '../features';
import type { Finding, Severity, TextEdit } from '../rules/finding';
import type { Span } from '../syntax/ast';
import { LineIndex } from '../syntax/lines';
import type { HostAnalysis } from '../workspace/analysis';
import { markup } from './markup';
import type { HostSummary, PreviewDocument, PreviewResult, RunnerSummary } from './protocol';

/** Gives the address of a file, as the editor writes it. */
export type AddressOf = (path: string) => string;

/** A span as the protocol's range, whose characters are UTF-16 units. */
export function rangeOf(source: Source, { start, end }: Span): Range {
  const lines = linesOf(source);
  return { start: lines.position(start), end: lines.position(end) };
}

export function locationOf(at: Position, addressOf: AddressOf): Location {
  return { uri: addressOf(at.source.path), range: rangeOf(at.source, at) };
}

/** `from` is what was asked about. */
export function linkOf(from: Range, at: Position, addressOf: AddressOf): LocationLink {
  const name = rangeOf(at.source, at);
  const end = at.value === undefined ? at.end : Math.max(at.end, at.value.end);
  return {
    originSelectionRange: from,
    targetUri: addressOf(at.source.path),
    targetRange: rangeOf(at.source, { start: at.start, end }),
    targetSelectionRange: name,
  };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Shown beside a diagnostic's message. */
const DIAGNOSTIC_SOURCE = 'nixos-runner';

/** `pageOf` gives the address of a rule's page, where there is one. */
export function diagnosticOf(
  finding: Finding,
  addressOf: AddressOf,
  pageOf: (rule: string) => string | undefined,
): Diagnostic {
  const page = pageOf(finding.rule);
  return {
    range: rangeOf(finding.at.source, finding.at),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    ...(page !== undefined && { codeDescription: { href: page } }),
    source: DIAGNOSTIC_SOURCE,
    message: finding.message,
    ...(finding.related &&
      finding.related.length > 0 && {
        relatedInformation: finding.related.map(({ at, message }) => ({
          location: locationOf(at, addressOf),
          message,
        })),
      }),
  };
}

/** `formats` are those that the editor shows. */
export function hoverOf(
  source: Source,
  { span, markdown }: PlainHover,
  addressOf: AddressOf,
  formats: readonly MarkupKind[] | undefined,
): Hover {
  return { contents: markup(withAddresses(markdown, addressOf), formats), range: rangeOf(source, span) };
}

const SYMBOL_KINDS = { runner: SymbolKind.Object, option: SymbolKind.Property } as const;

export function symbolOf(source: Source, symbol: FileSymbol): DocumentSymbol {
  return {
    // The protocol wants a name that is not empty.
    name: symbol.name === '' ? '""' : symbol.name,
    detail: symbol.detail,
    kind: SYMBOL_KINDS[symbol.kind],
    range: rangeOf(source, symbol.span),
    selectionRange: rangeOf(source, symbol.nameSpan),
    children: symbol.children.map((child) => symbolOf(source, child)),
  };
}

/** A symbol and those in it, for editors that show them without their nesting. */
export function flatSymbolsOf({ children = [], ...symbol }: DocumentSymbol, uri: string): SymbolInformation[] {
  const { name, kind, selectionRange: range } = symbol;
  const inner = children.flatMap((child) => flatSymbolsOf(child, uri));
  return [
    { name, kind, location: { uri, range } },
    ...inner.map((found) => ({ ...found, containerName: found.containerName ?? name })),
  ];
}

export function codeActionOf(
  { finding, fix }: PlainCodeAction,
  addressOf: AddressOf,
  diagnostic: Diagnostic,
): CodeAction {
  const changes: Record<string, { range: Range; newText: string }[]> = {};
  for (const { at, newText } of fix.edits satisfies readonly TextEdit[])
    (changes[addressOf(at.source.path)] ??= []).push({ range: rangeOf(at.source, at), newText });
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: fix.safe === true || finding.fixes?.length === 1,
    edit: { changes },
  };
}

export function hostSummaryOf(host: HostAnalysis): HostSummary {
  return { id: hostId(host), label: hostLabel(host), release: host.release.release };
}

export function summaryOf({ runner, option, at, hosts }: FileRunner): RunnerSummary {
  return {
    name: runner.attribute,
    option,
    unit: runner.names.unit,
    range: rangeOf(at.source, at),
    hosts: hosts.map(hostSummaryOf),
  };
}

export function previewOf({ runner, documents, notes }: RunnerPreview, addressOf: AddressOf): PreviewResult {
  const { host } = runner;
  return {
    runner: summaryOf(runner),
    host: hostSummaryOf(host),
    release: host.release.release,
    documents: documents.map((document) => previewDocumentOf(document, addressOf)),
    notes,
  };
}

function previewDocumentOf(document: GeneratedDocument, addressOf: AddressOf): PreviewDocument {
  const lines = LineIndex.of(document.text);
  const range = ({ start, end }: Span): Range => ({ start: lines.position(start), end: lines.position(end) });
  return {
    ...document,
    origins: document.origins.map(({ span, markdown, places }) => ({
      range: range(span),
      markdown: withAddresses(markdown, addressOf),
      // Texts that belong to no file have names instead of paths.
      locations: places.filter(({ source }) => isAbsolute(source.path)).map((place) => locationOf(place, addressOf)),
    })),
    gaps: document.gaps.map(({ kind, span, markdown }) => ({ kind, range: range(span), markdown })),
    links: document.links.map(({ span, name }) => ({ range: range(span), name })),
  };
}
