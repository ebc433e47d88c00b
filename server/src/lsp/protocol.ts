// Requests and notifications beside the Language Server Protocol's own. Types only what crosses the wire.
import type { Location, Range } from 'vscode-languageserver-types';

/** A NixOS configuration that a file is part of. */
export interface HostSummary {
  /** Identifies the host among those of the file, also after edits. */
  readonly id: string;
  /** For people. */
  readonly label: string;
  /** The NixOS release that it is evaluated for: `25.05`. */
  readonly release: string;
}

/**
 * Notification from the editor: the host that the person looks at, which answers about files of several hosts come from.
 * Also the property `host` of the initialization options.
 */
export const CHOOSE_HOST_NOTIFICATION = 'nixosRunner/chooseHost';
export interface ChooseHostParams {
  /** `HostSummary.id`; null for none in particular. */
  readonly host: string | null;
}

/**
 * Notification from the editor: whether another extension's language server answers about Nix itself. Also the property
 * `nixElsewhere` of the initialization options.
 */
export const NIX_ELSEWHERE_NOTIFICATION = 'nixosRunner/nixElsewhere';
export interface NixElsewhereParams {
  readonly nixElsewhere: boolean;
}

/** What the editor tells when it starts the server. */
export type InitializationOptions = ChooseHostParams & NixElsewhereParams;

/** A runner that a file defines. */
export interface RunnerSummary {
  /** The runner's attribute name, or its `name` for the singular `services.github-runner`. */
  readonly name: string;
  /** For example `services.github-runner` or `services.github-runners.web`; identifies the runner. */
  readonly option: string;
  /** For example `github-runner-web.service`. */
  readonly unit: string;
  /** Where the file defines it. */
  readonly range: Range;
  /** The hosts that the runner is part of. */
  readonly hosts: readonly HostSummary[];
}

/** Request: the runners that a document defines. */
export const RUNNERS_REQUEST = 'nixosRunner/runners';
export interface RunnersParams {
  readonly uri: string;
}
export type RunnersResult = readonly RunnerSummary[];

/** Request: the texts that NixOS would generate for one runner. */
export const PREVIEW_REQUEST = 'nixosRunner/preview';
export interface PreviewParams {
  readonly uri: string;
  /** `RunnerSummary.option`; without it the first runner. */
  readonly option?: string;
  /** `HostSummary.id`; without it, or where the runner is no part of that host, the runner's first one. */
  readonly host?: string;
}
/** Which definition or default put a part of a text there. */
interface PreviewOrigin {
  readonly range: Range;
  readonly markdown: string;
  /** The definitions that people wrote; empty where the module or NixOS did. */
  readonly locations: readonly Location[];
}
/** A part of a text that stands in for a value, or for the hash of a store path, that is not known. */
interface PreviewGap {
  readonly kind: 'value' | 'hash';
  readonly range: Range;
  /** Why it is not known. */
  readonly markdown: string;
}
/** A line of a unit that only some versions of systemd read as the release's own does. */
interface VersionedLine {
  /** Counted from 0. */
  readonly line: number;
  /** The first of them; null where it is not certain which. */
  readonly since?: number | null;
  /** The first later one that no longer does. */
  readonly until?: number;
}
/** What programs that check scripts have to know of one. */
interface ScriptChecks {
  /** Codes of shellcheck that count as no complaints; missing where it is not to be asked at all. */
  readonly excluded?: readonly string[];
  /** Whether it may run with other variables than those of the unit. */
  readonly ownEnvironment: boolean;
}
/** A part of a text that names another document of the same preview. */
interface PreviewLink {
  readonly range: Range;
  /** `PreviewDocument.name` */
  readonly name: string;
}
export interface PreviewDocument {
  /**
   * File name as NixOS would give it: `github-runner.service`, `github-runner-configure.sh`, …; with a number behind it
   * where another document has it.
   */
  readonly name: string;
  /** `plaintext` where the name or the first line may tell more. */
  readonly languageId: 'ini' | 'shellscript' | 'json' | 'plaintext';
  readonly text: string;
  /** In the order of the text; they do not overlap. */
  readonly origins: readonly PreviewOrigin[];
  readonly gaps: readonly PreviewGap[];
  /** In the order of the text. */
  readonly links: readonly PreviewLink[];
  /** Whether it can be run. */
  readonly executable: boolean;
  /** People wrote it as a whole, as the commands of `preStart`; NixOS or its module wrote the others. */
  readonly written?: boolean;
  /** Of a script in a file that people wrote. */
  readonly checks?: ScriptChecks;
  /** Of a unit, in the order of its text. */
  readonly versions?: readonly VersionedLine[];
}
export interface PreviewResult {
  readonly runner: RunnerSummary;
  /** The host whose texts these are. */
  readonly host: HostSummary;
  readonly release: string;
  /**
   * The unit first, then its scripts in the order they run, what people's definitions write into the store for it, and
   * the registration JSON.
   */
  readonly documents: readonly PreviewDocument[];
  /** Shown to the person: failed assertions, warnings, values that cannot be known here. */
  readonly notes: readonly string[];
}
/** `undefined` result (JSON null): the document defines no such runner, or is too broken to show it. */
export type PreviewResponse = PreviewResult | null;

/** Request: the values in the texts of a document's runners that only the real system knows. */
export const UNKNOWN_VALUES_REQUEST = 'nixosRunner/unknownValues';
export interface UnknownValuesParams {
  readonly uri: string;
  /** See `PreviewParams.host`. */
  readonly host?: string;
}
interface UnknownValue {
  /** The expression that it is the value of. */
  readonly expression: string;
  /** The options that it is a part of, at least one. */
  readonly options: readonly string[];
  /** Why it is not known, as a clause. */
  readonly reason: string;
  /** What to do about it, as a sentence; missing where nothing helps. */
  readonly advice?: string;
  /** The expression; missing where no file holds it. */
  readonly location?: Location;
}
export type UnknownValuesResult = readonly UnknownValue[];

/** Request: the same runner twice, and what differs. */
export const COMPARE_REQUEST = 'nixosRunner/compare';
export interface CompareParams extends PreviewParams {
  readonly against:
    /** Another text of the document, which is what was before. */
    | { readonly kind: 'text'; readonly text: string }
    /** `HostSummary.id`. */
    | { readonly kind: 'host'; readonly host: string }
    /** A release, which the document is then evaluated for: `25.11`. */
    | { readonly kind: 'release'; readonly release: string };
}
export interface CompareResult {
  /** null where the runner does not exist. */
  readonly before: PreviewResult | null;
  readonly after: PreviewResult | null;
  /** What the change does, in sentences of Markdown, most important first. */
  readonly summary: readonly string[];
}
/** `undefined` result (JSON null): one of the two texts is too broken to be compared. */
export type CompareResponse = CompareResult | null;

/** Request: what to say above each runner of a document. */
export const RUNNER_STATES_REQUEST = 'nixosRunner/runnerStates';
export interface RunnerStatesParams {
  readonly uri: string;
  /** See `PreviewParams.host`. */
  readonly host?: string;
  /** The text of the document to compare with. */
  readonly base?: string;
}
export interface RunnerState {
  readonly runner: RunnerSummary;
  readonly host: HostSummary;
  readonly errors: number;
  readonly warnings: number;
  /** Missing without a text to compare with. */
  readonly change?: {
    /** What a switch does to the service. */
    readonly service:
      'added' | 'removed' | 'renamed' | 'masked' | 'unmasked' | 'absent' | 'none' | 'reload' | 'restart' | 'skip';
    readonly registersAnew: boolean;
  };
}
export type RunnerStatesResult = readonly RunnerState[];

/** Notification from the server after each evaluation of a document; previews refresh on it. */
export const EVALUATED_NOTIFICATION = 'nixosRunner/evaluated';
export interface EvaluatedParams {
  readonly uri: string;
  readonly version: number | null;
  readonly runners: readonly RunnerSummary[];
  readonly release: string;
  /** Why that release was taken, as a clause: "flake.lock names nixos-25.05". */
  readonly releaseReason: string;
}
