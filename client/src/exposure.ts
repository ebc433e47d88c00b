// The exposure of a runner's service, as `systemd-analyze security` measures it: above its unit, and in parts.
import path from 'node:path/posix';
import {
  commands,
  l10n,
  Selection,
  ViewColumn,
  window,
  workspace,
  type Command,
  type Disposable,
  type Uri,
} from 'vscode';
import type { Exposure } from './checks';
import { iconTitle } from './iconTitle';
import { tabOf } from './tabs';

/** Lists what adds to the exposure of a service; takes the address of a preview of it, the active one without it. */
const SHOW_EXPOSURE_COMMAND = 'nixosRunner.showExposure';

/** Below this, jobs can reach little enough of the machine (the bounds of systemd-analyze's own ratings). */
const MEDIUM = 5;

/** What a lens above the unit says of the exposure. */
export function exposureCommand(unit: Uri, { level, rating }: Exposure): Command {
  return {
    title: iconTitle(level < MEDIUM ? 'shield' : 'warning', l10n.t('Exposure {0} {1}', level.toFixed(1), rating)),
    tooltip: l10n.t('How much of the machine the service can reach, from 0 to 10: systemd-analyze security'),
    command: SHOW_EXPOSURE_COMMAND,
    arguments: [unit],
  };
}

/**
 * @param unitOf the unit of the runner that a preview shows a text of
 * @param exposureOf the exposure of its service
 */
export function registerExposure(
  unitOf: (preview: Uri) => Uri | undefined,
  exposureOf: (preview: Uri) => Exposure | undefined,
): Disposable {
  return commands.registerCommand(SHOW_EXPOSURE_COMMAND, async (uri?: Uri) => {
    const shown = uri ?? window.activeTextEditor?.document.uri;
    const unit = shown && unitOf(shown);
    if (unit === undefined) {
      return;
    }
    const name = path.basename(unit.path);
    const exposure = exposureOf(unit);
    if (exposure === undefined) {
      void window.showInformationMessage(whyNotKnown(name));
      return;
    }
    const { level, rating, parts } = exposure;
    const items = parts.map(({ setting, description, exposure }) => ({
      label: setting,
      description: exposure.toFixed(1),
      detail: description,
      setting,
    }));
    const picked = await window.showQuickPick(items, {
      title: l10n.t('Exposure of {0}: {1} {2}', name, level.toFixed(1), rating),
      placeHolder: l10n.t('What adds to the exposure, most first; choose one to go to its line'),
      matchOnDetail: true,
    });
    if (picked !== undefined) {
      await goTo(unit, picked.setting);
    }
  });
}

function whyNotKnown(unit: string): string {
  return workspace.isTrusted
    ? l10n.t(
        'The exposure of {0} is not known. `systemd-analyze security` measures it where it is installed and switched on in `nixosRunner.externalChecks`, unless it hangs on a value that is not known.',
        unit,
      )
    : l10n.t('The exposure of {0} is not known: `systemd-analyze security` runs once you trust the workspace.', unit);
}

/** Goes to the first line of a unit that sets what a row of systemd-analyze is about, where there is one. */
async function goTo(unit: Uri, setting: string): Promise<void> {
  const names = [...setting.matchAll(/(\w+)=/g)].map(([, name]) => `${name}=`);
  const document = await workspace.openTextDocument(unit);
  const viewColumn = tabOf(unit)?.group.viewColumn ?? ViewColumn.Active;
  const lines = document.getText().split('\n');
  const line = lines.findIndex((text) => names.some((name) => text.startsWith(name)));
  if (line < 0) {
    void window.showInformationMessage(l10n.t('The unit does not set `{0}`.', setting.replace(/=.*$/, '')));
    return;
  }
  const selection = new Selection(line, 0, line, lines[line]?.length ?? 0);
  await window.showTextDocument(document, { viewColumn, selection });
}
