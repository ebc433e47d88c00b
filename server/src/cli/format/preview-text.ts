// `preview` for people: one document after another.
import { showOption } from '../../modules/definition';
import { unitText, type Release } from '../../nixos';
import { redactTokens } from '../../rules/token-forms';
import { installationNotes } from '../../features/installation';
import { placeText } from '../../features/show-value';
import type { Preview } from '../../runner/preview';

export interface PreviewTextInput {
  readonly release: Release;
  readonly host: string | undefined;
  readonly previews: readonly Preview[];
}

const WIDTH = 100;

/** The documents of each runner, each below a line with its name. */
export function formatPreviewText({ release, host, previews }: PreviewTextInput): string {
  const where = `NixOS ${release}${host === undefined ? '' : ` on ${host}`}`;
  return redactTokens(previews.flatMap((preview) => documents(preview, where)).join('\n'));
}

function documents(preview: Preview, where: string): string[] {
  const { runner, unit, units, scripts, files, registration, checks, unknowns, assumed } = preview;
  const remarks = [
    ...checks.map((c) => `${c.kind === 'warning' ? 'Warning' : 'Failed assertion'}: ${c.message.trimEnd()}\n`),
    ...installationNotes(preview).map((note) => `${note}\n`),
    ...(assumed.length > 0 ? [`Assumed to be on: ${assumed.map((a) => `\`${a}\``).join(', ')}.\n`] : []),
    ...(unknowns.length > 0 ? [unknownsText(preview)] : []),
    ...(preview.verified ? [] : ['The texts of this release were not compared with real Nix.\n']),
  ];
  return [
    `${heading(`${showOption(runner.loc)}, ${where}`, '=')}${remarks.join('')}`,
    `${heading(unit.name)}${unit.text}`,
    ...units.map(({ name, lines }) => `${heading(name)}${unitText(lines)}`),
    ...scripts.map((script) => `${heading(script.name)}${script.text}`),
    ...files.map(({ path, text }) => `${heading(path)}${text}${text.endsWith('\n') ? '' : '\n'}`),
    `${heading(registration.storePath)}${registration.json}\n`,
  ];
}

function unknownsText({ unknowns }: Preview): string {
  const lines = unknowns.map(
    (u) => `  ${u.placeholder}: ${u.reason}${u.at === undefined ? '' : ` (${placeText(u.at)})`}\n`,
  );
  return `Not known from the files at hand:\n${lines.join('')}`;
}

function heading(title: string, line = '-'): string {
  return `${line.repeat(2)} ${title} ${line.repeat(Math.max(2, WIDTH - title.length - 4))}\n`;
}
