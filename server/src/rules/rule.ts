// What a rule is, and what it looks at.
import type { Program } from '../evaluator/evaluate';
import type { Host } from '../runner/host';
import type { Preview } from '../runner/preview';
import type { Runner } from '../runner/runner';
import type { Finding, RuleName, Severity } from './finding';

/** A file, looked at by itself. */
interface FileContext {
  readonly program: Program;
}

/** A host with its runners, looked at as a whole. */
export interface HostContext {
  readonly host: Host;
  readonly runners: readonly Runner[];
  /** Whether other files at hand that are not known to be part of this host define runners too, perhaps the same ones. */
  readonly definedElsewhere: boolean;
  /** Whether it is a machine of a test, of which nobody can steal anything. */
  readonly isTest: boolean;
  /** The folder of the flake that the host belongs to: NixOS sees the copy of it that lies in the store. */
  readonly flake: string | undefined;
  /** What NixOS would generate for a runner; `undefined` when it makes no service for it. */
  preview(runner: Runner): Preview | undefined;
  /** Whether the files at hand are the whole host: they are not a module by itself, and every import was followed. */
  isWhole(): boolean;
  /** The parsed file at a path, for placing findings inside of expressions. */
  program(path: string): Program | undefined;
}

/** One kind of finding. A rule never throws: what it cannot tell it leaves alone. */
export interface Rule {
  readonly name: RuleName;
  /** The severity of most of its findings, for lists of rules. */
  readonly severity: Severity;
  /** One sentence for lists of rules. */
  readonly summary: string;
  checkFile?(file: FileContext): readonly Finding[];
  checkHost?(context: HostContext): readonly Finding[];
}
