// The person's settings: asked from the editor where it answers, else taken from what it sends.
import type { Connection } from 'vscode-languageserver/node';
import type { InlayHintKind } from '../features';
import { isRelease, type Release } from '../nixos';
import { NO_LEVELS, isRuleLevel, isRuleName, type RuleLevels } from '../rules';

/** The prefix of all settings. */
export const SECTION = 'nixosRunner';

/** How long a document waits for the editor's answer, in milliseconds. */
const PATIENCE = 1000;

export type ReleaseSetting = Release | 'auto';

/** Whether to answer about Nix itself: `auto` where no other language server does. */
type NixSetting = 'auto' | 'on' | 'off';

export interface Settings {
  /** The release that is set for a document; `auto` where nothing is. */
  release(uri: string): ReleaseSetting;
  /** How grave findings are to be in a document; rules and severities that do not exist are left out. */
  levels(uri: string): RuleLevels;
  /** The kinds of hints to show in a document; all but those that are switched off. */
  hints(uri: string): ReadonlySet<InlayHintKind>;
  /** Whether to answer about Nix itself in a document. */
  nix(uri: string): NixSetting;
  /** Asks the editor for a document's settings. Resolves when they are there, or when there is no hope of them. */
  fetch(uri: string): Promise<void>;
  /** Resolves when the last `fetch` for the document has; at once where there was none. */
  settled(uri: string): Promise<void>;
  forget(uri: string): void;
  /** Takes settings that the editor sent without being asked, for example `{ nixosRunner: { release: "25.05" } }`. */
  receive(settings: unknown): void;
}

/** `canAsk`: whether the editor answers `workspace/configuration`. `initial`: its initialization options. */
export function createSettings(connection: Connection, canAsk: boolean, initial: unknown): Settings {
  let received = { ...valuesIn(initial), ...valuesIn(property(initial, SECTION)) };
  const asked = new Map<string, Values>();
  const underway = new Map<string, Promise<void>>();
  const ask = async (uri: string): Promise<void> => {
    asked.set(uri, valuesIn(await askSettings(connection, uri)));
  };
  return {
    release: (uri) => asked.get(uri)?.release ?? received.release ?? 'auto',
    levels: (uri) => asked.get(uri)?.levels ?? received.levels ?? NO_LEVELS,
    hints(uri) {
      const isOn = ([kind]: (typeof HINTS)[number]): boolean =>
        asked.get(uri)?.hints?.get(kind) ?? received.hints?.get(kind) ?? true;
      return new Set(HINTS.filter(isOn).map(([kind]) => kind));
    },
    nix: (uri) => asked.get(uri)?.nix ?? received.nix ?? 'auto',
    fetch(uri) {
      const answer = canAsk ? ask(uri) : Promise.resolve();
      underway.set(uri, answer);
      return answer;
    },
    settled: (uri) => underway.get(uri) ?? Promise.resolve(),
    forget(uri) {
      asked.delete(uri);
      underway.delete(uri);
    },
    receive(settings) {
      received = { ...received, ...valuesIn(settings), ...valuesIn(property(settings, SECTION)) };
    },
  };
}

/** The settings for a document or a folder; `undefined` where the editor refuses or stays silent. */
export async function askSettings(connection: Connection, uri: string | undefined): Promise<unknown> {
  const scope = uri === undefined ? {} : { scopeUri: uri };
  const question: Promise<unknown> = connection.workspace.getConfiguration({ ...scope, section: SECTION });
  return Promise.race([question, timeout(PATIENCE)]).catch(() => undefined);
}

function timeout(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}

/** The settings that a value holds and that make sense. */
interface Values {
  readonly release?: ReleaseSetting;
  readonly levels?: RuleLevels;
  readonly hints?: ReadonlyMap<InlayHintKind, boolean>;
  readonly nix?: NixSetting;
}

/** The kinds of hints with their settings below `inlayHints`. */
const HINTS: readonly (readonly [kind: InlayHintKind, setting: string])[] = [
  ['value', 'values'],
  ['shadowedDefault', 'shadowedDefaults'],
];

function valuesIn(settings: unknown): Values {
  const release = releaseIn(settings);
  const levels = levelsIn(property(settings, 'rules'));
  const hints = hintsIn(property(settings, 'inlayHints'));
  const nix = property(settings, 'nixLanguage');
  return {
    ...(release !== undefined && { release }),
    ...(levels !== undefined && { levels }),
    ...(hints !== undefined && { hints }),
    ...((nix === 'auto' || nix === 'on' || nix === 'off') && { nix }),
  };
}

function hintsIn(settings: unknown): ReadonlyMap<InlayHintKind, boolean> | undefined {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return new Map(
    HINTS.flatMap(([kind, setting]) => {
      const value = property(settings, setting);
      return typeof value === 'boolean' ? [[kind, value] as const] : [];
    }),
  );
}

function levelsIn(rules: unknown): RuleLevels | undefined {
  if (typeof rules !== 'object' || rules === null) return undefined;
  return new Map(
    Object.entries(rules).flatMap(([rule, level]: [string, unknown]) =>
      isRuleName(rule) && isRuleLevel(level) ? [[rule, level] as const] : [],
    ),
  );
}

function releaseIn(settings: unknown): ReleaseSetting | undefined {
  const release = property(settings, 'release');
  return typeof release === 'string' && (release === 'auto' || isRelease(release)) ? release : undefined;
}

/** A property of something that may be anything. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
