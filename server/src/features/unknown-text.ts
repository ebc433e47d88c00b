// Why values are not known, and what to do about it, in words.
import type { PreviewUnknown } from '../runner/preview-unknowns';

/** What helps against a reason. */
interface Advice {
  readonly reason: RegExp;
  readonly advice: string;
}

/** The first that fits counts. */
const ADVICE: readonly Advice[] = [
  {
    reason: /outside (?:of )?the folders that may be read/,
    advice: 'In the editor, `nixosRunner.allowedFolders` lets its folder be read.',
  },
  {
    reason: /^the module argument /,
    advice:
      'The host passes it, with `specialArgs` or `_module.args`: it is known where that stands in a file at hand.',
  },
  { reason: /^the function argument /, advice: 'It is known where a file at hand calls the function.' },
  {
    reason: /^the flake input /,
    advice: 'Inputs are read where they lie on this disk: `path:` below the workspace or an allowed folder.',
  },
  {
    reason: /do not define it|do not tell what the host is called/,
    advice: 'It is known where a file of the host sets it; else the machine tells, for example by `nixos-option`.',
  },
  { reason: /which platform the host is for/, advice: 'It is known where the host sets `nixpkgs.hostPlatform`.' },
  { reason: /^packages are not evaluated/, advice: 'It takes building nixpkgs, which only the machine does.' },
  { reason: /revision of nixpkgs/, advice: 'It changes with each update of nixpkgs.' },
];

/** What to do about a reason, as a sentence; `undefined` where nothing helps. */
export function adviceOn(reason: string): string | undefined {
  return ADVICE.find((entry) => entry.reason.test(reason))?.advice;
}

/** Sentences in Markdown: what is not known, where, why, and what to do about it. */
export function unknownText({ placeholder, expression, cause, reason, options }: PreviewUnknown): string {
  const where = options.map((option) => `\`${option}\``).join(', ');
  const because = cause === expression ? reason : `of \`${cause}\`, ${reason}`;
  const advice = adviceOn(reason);
  return `\`${placeholder}\` in ${where} is not known: ${because}.${advice === undefined ? '' : ` ${advice}`}`;
}
