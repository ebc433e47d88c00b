// Requests and notifications beside the Language Server Protocol's own. Types only what crosses the wire.
import type { Range } from 'vscode-languageserver-types';

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
}
export interface PreviewDocument {
  /** File name as NixOS would give it: `github-runner.service`, `github-runner-configure.sh`, … */
  readonly name: string;
  readonly languageId: 'ini' | 'shellscript' | 'json';
  readonly text: string;
}
export interface PreviewResult {
  readonly runner: RunnerSummary;
  readonly release: string;
  /** The unit first, then its scripts in the order they run, then the registration JSON. */
  readonly documents: readonly PreviewDocument[];
  /** Shown to the person: failed assertions, warnings, values that cannot be known here. */
  readonly notes: readonly string[];
}
/** `undefined` result (JSON null): the document defines no such runner, or is too broken to show it. */
export type PreviewResponse = PreviewResult | null;

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
