// Tokens whose text is written into the configuration: units, scripts and files of a system lie in the store.
import { attrEntries, getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { baseName, canonicalPath } from '../evaluator/paths';
import { readFiles, type ReadFile } from '../evaluator/read-files';
import { storeFiles } from '../evaluator/store-files';
import { decodeUtf8, isString, textOf } from '../evaluator/strings';
import { Attrs, NixPath, NixString, Unknown, force, isList, type Lazy, type Value } from '../evaluator/values';
import { showOption, type Definition } from '../modules/definition';
import { writtenText } from '../runner/writers';
import type { Finding, Severity } from './finding';
import { activeRunners, knownText } from './known';
import { optionText } from './option-findings';
import { innermostPlace } from './places';
import type { HostContext } from './rule';
import { writtenSettings } from './service-settings';
import { writtenDefinitions } from './system-config';
import { tokensIn } from './token-forms';

/** Findings about texts of the configuration that hold a token which was read from a file or put together. */
export function tokenTextLeaks(context: HostContext): Finding[] {
  const ofRunners = runnerTexts(context).map((text) => ({ ...text, isRunners: true }));
  const ofSystem = readsFiles(context) ? systemTexts(context).map((text) => ({ ...text, isRunners: false })) : [];
  const found = [...ofRunners, ...ofSystem].flatMap((text) => {
    const leak = leakOf(context, text);
    const at = leak && innermostPlace(text.definition, context);
    if (leak === undefined || at === undefined) return [];
    const { severity, what } = leak;
    return [
      {
        rule: 'token-in-store' as const,
        severity,
        message: `${what}, and \`${text.option}\` becomes part of a file in the Nix store: everybody on the machine can read it there. Give the service the path of a file outside of the store instead.`,
        at,
        option: text.option,
      },
    ];
  });
  return [...found, ...credentialsInAddresses(context)];
}

/** A value of the configuration that becomes text in the store. */
interface WrittenText {
  readonly option: string;
  readonly value: Value;
  readonly definition: Definition;
}

const MAX_TEXTS = 5000;

/** Options of a runner whose texts stand in its unit or in its registration. */
const TEXT_OPTIONS = ['url', 'name', 'runnerGroup', 'extraLabels', 'workDir'];

function runnerTexts(context: HostContext): WrittenText[] {
  return activeRunners(context).flatMap((runner) => [
    ...TEXT_OPTIONS.flatMap((name) => {
      const state = runner.options.get(name);
      return (state?.definitions ?? []).flatMap((d) => textsIn(d, showOption(state?.loc ?? [])));
    }),
    ...writtenSettings(context, runner).flatMap(({ definition, option }) => textsIn(definition, option)),
  ]);
}

const READS = /\b(readFile|fileContents|importJSON|importTOML)\b/;

/** Whether a module of the host may read a file at all: looking at the whole system costs time. */
function readsFiles({ host, program }: HostContext): boolean {
  return host.evaluation.modules.some(({ file }) => READS.test(program(file)?.source.text ?? ''));
}

function systemTexts({ host }: HostContext): WrittenText[] {
  const services = writtenDefinitions(host, ['systemd', 'services']).map(({ definition }) => ({
    loc: ['systemd', 'services'],
    definition,
  }));
  const found: WrittenText[] = [];
  for (const { loc, definition } of [...host.evaluation.unmatched(), ...services]) {
    if (definition.at === undefined || NEVER_WRITTEN.has(loc[0] ?? '')) continue;
    found.push(...textsIn(definition, showOption(loc), MAX_TEXTS - found.length));
    if (found.length >= MAX_TEXTS) break;
  }
  return found;
}

/** Modules for secrets, and what modules give each other. */
const NEVER_WRITTEN = new Set(['_module', 'sops', 'age', 'nixpkgs']);

/** The texts in a value, each with the definition that is nearest to it. */
function textsIn(definition: Definition, option: string, limit = MAX_TEXTS): WrittenText[] {
  const found: WrittenText[] = [];
  const visit = (value: Lazy, d: Definition, path: string, depth: number): void => {
    if (found.length >= limit || depth > MAX_DEPTH) return;
    const v = attempt(() => force(value));
    if (v === undefined || v === null || v instanceof NixPath || isPackage(v)) return;
    if (isString(v) || v instanceof Unknown) {
      found.push({ option: path, value: v, definition: d });
      if (v instanceof NixString)
        for (const { origin } of v.context.values())
          if (origin?.text !== undefined) visit(origin.text, d, path, depth + 1);
    } else if (isList(v)) v.forEach((item) => visit(item, d, path, depth + 1));
    else if (v instanceof Attrs) {
      const program = writtenText(v);
      if (program !== undefined) visit(program, d, path, depth + 1);
      else
        for (const [name, inner, at] of attrEntries(v))
          if (!name.startsWith('_'))
            visit(
              inner,
              { ...d, value: inner, at: at ?? d.at },
              PROPERTY.has(name) ? path : `${path}.${name}`,
              depth + 1,
            );
    }
  };
  visit(definition.value, definition, option, 0);
  return found;
}

const MAX_DEPTH = 12;
/** Attributes of the values that `mkIf`, `mkMerge` and `mkForce` make. */
const PROPERTY = new Set(['content', 'contents']);

function isPackage(v: Value): boolean {
  if (!(v instanceof Attrs) || writtenText(v) !== undefined) return false;
  const type = getAttr(v, 'type');
  return type !== undefined && attempt(() => force(type)) === 'derivation';
}

interface TextLeak {
  readonly severity: Severity;
  readonly what: string;
}

function leakOf(
  context: HostContext,
  { value, isRunners }: WrittenText & { readonly isRunners: boolean },
): TextLeak | undefined {
  const text = isString(value) ? textOf(value) : '';
  for (const file of readFiles()) {
    const isIn =
      file.reason === undefined ? holdsContent(text, file) : unknownsIn(value).some((u) => u.reason === file.reason);
    const severity = isIn ? severityOf(context, file, isRunners) : undefined;
    if (severity !== undefined) return { severity, what: `The content of \`${file.path}\` is written here` };
  }
  if (value instanceof NixString)
    for (const { origin, storePath } of value.context.values())
      if (origin?.kind === 'path-literal' || origin?.kind === 'path-copy') {
        const file = tokenFileIn(storePath);
        const where = file === storePath ? '' : ` in \`${file?.slice(storePath.length + 1) ?? ''}\``;
        if (file !== undefined)
          return {
            severity: 'error',
            what: `\`${origin.what}\` holds a token${where} and is copied into the Nix store`,
          };
      }
  const made = tokensIn(text).some(
    ({ form, start, end }) => form.certain && !isWritten(context, text.slice(start, end)),
  );
  return made ? { severity: 'error', what: 'A GitHub token is written here' } : undefined;
}

function unknownsIn(value: Value): Unknown[] {
  if (value instanceof Unknown) return [value];
  return value instanceof NixString ? value.holes.map((h) => h.unknown) : [];
}

/** A shorter text may stand anywhere by chance. */
const MIN_LENGTH = 6;

function holdsContent(text: string, { text: content }: ReadFile): boolean {
  const word = content?.trim() ?? '';
  return word.length >= MIN_LENGTH && text.includes(word);
}

/** How certain it is that a file holds a token; `undefined` where nothing says so. */
function severityOf(context: HostContext, { path, text }: ReadFile, isRunners: boolean): Severity | undefined {
  const isTokenFile = context.runners.some((runner) => canonical(optionText(runner, 'tokenFile')) === path);
  if (isTokenFile || (text !== undefined && tokensIn(text).length > 0)) return 'error';
  const isWord = text === undefined || /^\S{8,}$/.test(text.trim());
  // What other services do with their secrets is not this program's business.
  const isSecret = TOKEN_NAME.test(baseName(path)) || (isRunners && isSecretPath(path));
  return isWord && isSecret ? 'warning' : undefined;
}

/** The names that people give files with tokens. */
const TOKEN_NAME = /^(?:.*[._-])?(?:tokens?|pat)(?:\.(?:txt|key|token|secret))?$/i;
const SECRET_NAME = /^(?:.*[._-])?secrets?(?:\.(?:txt|key))?$/i;
const SECRET_FOLDER = /^\/run\/(?:secrets|agenix|credentials)\//;

function isSecretPath(path: string): boolean {
  return SECRET_NAME.test(baseName(path)) || SECRET_FOLDER.test(path);
}

function canonical(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true ? canonicalPath(path) : undefined;
}

/** Entries of a folder that are looked at, in all: a person waits for the answer. */
const MAX_ENTRIES = 100;

/** The first file with a token at a path or below it; `undefined` where none of those that are looked at has one. */
function tokenFileIn(path: string): string | undefined {
  const files = storeFiles();
  const pending = [path];
  for (let i = 0; i < pending.length && i < MAX_ENTRIES; i++) {
    const file = pending[i] ?? path;
    const folder = files.readFolder(file);
    if ('ok' in folder) pending.push(...[...folder.ok.keys()].sort().map((name) => `${file}/${name}`));
    else if (holdsToken(file, file !== path)) return file;
  }
  return undefined;
}

/** @param certain whether only what cannot be anything else counts: in a folder there is much that looks random */
function holdsToken(path: string, certain: boolean): boolean {
  const content = storeFiles().readFile(path);
  if (!('ok' in content) || content.ok.length >= MAX_TOKEN_FILE) return false;
  return tokensIn(decodeUtf8(content.ok)).some(({ form }) => form.certain || !certain);
}

/** A file with a token, or with a few of them and some remarks, in bytes. */
const MAX_TOKEN_FILE = 4096;

/** Whether a token stands in a source, where `secret-in-source` reports it. */
function isWritten({ host, program }: HostContext, token: string): boolean {
  return host.evaluation.modules.some(({ file }) => program(file)?.source.text.includes(token) === true);
}

const WITH_PASSWORD = /^[a-z+]+:\/\/[^/@\s]*:[^/@\s]+@/i;

/** `https://user:token@…` stands in the registration, which lies in the store. */
function credentialsInAddresses(context: HostContext): Finding[] {
  return activeRunners(context).flatMap((runner): Finding[] => {
    const state = runner.options.get('url');
    const definition = state?.definitions[0];
    const at = definition && innermostPlace(definition, context);
    if (state === undefined || at === undefined || !WITH_PASSWORD.test(knownText(state.value) ?? '')) return [];
    return [
      {
        rule: 'token-in-store',
        severity: 'error',
        message:
          'The password in this address becomes part of the unit and of the registration, which lie in the Nix store: everybody on the machine can read it there. Revoke it, and keep a new token in the file that `tokenFile` names.',
        at,
        option: showOption(state.loc),
      },
    ];
  });
}
