// The exposure of a runner's service, as `systemd-analyze security` measures it: above its unit, and in parts.
import { commands, l10n, Selection, window, workspace, type Command, type Disposable, type Uri } from 'vscode';
import type { Exposure } from './checks';
import { iconTitle } from './iconTitle';

/** Lists what adds to the exposure of a service; takes the address of its unit's preview. Not in the palette. */
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

/** @param exposureOf the exposure of the service whose unit a preview shows */
export function registerExposure(exposureOf: (unit: Uri) => Exposure | undefined): Disposable {
  return commands.registerCommand(SHOW_EXPOSURE_COMMAND, async (unit: Uri) => {
    const parts = exposureOf(unit)?.parts ?? [];
    const items = parts.map(({ setting, description, exposure }) => ({
      label: setting,
      description: exposure.toFixed(1),
      detail: description,
      setting,
    }));
    const picked = await window.showQuickPick(items, {
      placeHolder: l10n.t('What adds to the exposure, most first; choose one to go to its line'),
      matchOnDetail: true,
    });
    if (picked !== undefined) {
      await goTo(unit, picked.setting);
    }
  });
}

/** Goes to the first line of a unit that sets what a row of systemd-analyze is about, where there is one. */
async function goTo(unit: Uri, setting: string): Promise<void> {
  const names = [...setting.matchAll(/(\w+)=/g)].map(([, name]) => `${name}=`);
  const document = await workspace.openTextDocument(unit);
  const lines = document.getText().split('\n');
  const line = lines.findIndex((text) => names.some((name) => text.startsWith(name)));
  if (line < 0) {
    void window.showInformationMessage(l10n.t('The unit does not set `{0}`.', setting.replace(/=.*$/, '')));
    return;
  }
  const selection = new Selection(line, 0, line, lines[line]?.length ?? 0);
  await window.showTextDocument(document, { selection });
}
