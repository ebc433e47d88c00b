// What NixOS makes of a unit beside its text, in words.
import type { RunnerService } from '../runner/service';

/** Sentences in Markdown; none for a unit that is installed like every other. */
export function installationNotes(unit: string, { installation }: Pick<RunnerService, 'installation'>): string[] {
  const { isMasked, isDropin, aliases, requiredBy, upheldBy, startAt } = installation;
  const service = unit.replace(/\.service$/, '');
  const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  return [
    ...(isMasked
      ? [`NixOS masks \`${unit}\`, so that nothing starts it: \`systemd.services.${service}.enable\` is false.`]
      : []),
    ...(isDropin ? [`NixOS writes this as \`${unit}.d/overrides.conf\`: it only adds to a unit of that name.`] : []),
    ...(aliases.length > 0 ? [`\`${unit}\` is also called ${list(aliases)}.`] : []),
    ...(requiredBy.length > 0 ? [`Started with ${list(requiredBy)}, which fails without it.`] : []),
    ...(upheldBy.length > 0 ? [`Started again whenever it stops while ${list(upheldBy)} is active.`] : []),
    ...(startAt.length > 0 && !isMasked ? [`\`${service}.timer\` starts it: ${list(startAt)}.`] : []),
  ];
}
