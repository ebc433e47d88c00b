// `preview --json`: stable for programs; fields are added, never renamed or removed.
import { showOption } from '../../modules/definition';
import { unitText, type Release } from '../../nixos';
import type { Finding } from '../../rules';
import { redactTokens } from '../../rules/token-forms';
import type { Preview } from '../../runner/preview';
import type { UnitFile } from '../../runner/unit-file';
import { JSON_VERSION } from './json';
import { shownFinding, shownPlace, type ShowPath } from './shown';

export interface PreviewJsonInput {
  readonly release: Release;
  readonly host: string | undefined;
  readonly previews: readonly Preview[];
  readonly findings: readonly Finding[];
  readonly showPath: ShowPath;
}

/** The document that `preview --json` prints. */
export function formatPreviewJson({ release, host, previews, findings, showPath }: PreviewJsonInput): string {
  const value = {
    version: JSON_VERSION,
    release,
    ...(host !== undefined && { host }),
    runners: previews.map((p) => runner(p, showPath)),
    findings: findings.map((f) => shownFinding(f, showPath)),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function runner(preview: Preview, showPath: ShowPath): object {
  const messages = (kind: 'warning' | 'assertion'): string[] =>
    preview.checks.filter((c) => c.kind === kind).map((c) => redactTokens(c.message));
  return {
    name: preview.runner.attribute,
    option: showOption(preview.runner.loc),
    unit: unit(preview.unit.name, preview.service),
    units: preview.units.map((other) => ({ ...unit(other.name, other), option: showOption(other.loc) })),
    scripts: preview.scripts.map(({ name, text }) => ({ name, text: redactTokens(text) })),
    files: preview.files.map(({ name, path, text, origin, option }) => ({
      name,
      path,
      text: redactTokens(text),
      writtenBy: redactTokens(origin.what),
      option: showOption(option),
      ...(origin.at !== undefined && shownPlace(origin.at, showPath)),
    })),
    registration: { storePath: preview.registration.storePath, json: redactTokens(preview.registration.json) },
    unknowns: preview.unknowns.map(({ placeholder, expression, cause, reason, options, at }) => {
      const place = at ?? preview.runner.definedAt[0];
      return {
        placeholder: redactTokens(placeholder),
        expression: redactTokens(expression),
        ...(cause !== expression && { cause: redactTokens(cause) }),
        reason: redactTokens(reason),
        options,
        ...(place !== undefined && shownPlace(place, showPath)),
      };
    }),
    ...(preview.assumed.length > 0 && { assumed: preview.assumed.map(redactTokens) }),
    warnings: messages('warning'),
    failedAssertions: messages('assertion'),
    verified: preview.verified,
  };
}

/** A unit; what is not as in most units has members of its own. */
function unit(name: string, { lines, installation }: UnitFile): object {
  const { isMasked, isDropin, aliases, startedBy, requiredBy, upheldBy } = installation;
  return {
    name,
    text: redactTokens(unitText(lines)),
    ...(isMasked && { masked: true }),
    ...(isDropin && { dropin: true }),
    ...(aliases.length > 0 && { aliases }),
    ...(startedBy.length > 0 && { startedBy }),
    ...(requiredBy.length > 0 && { requiredBy }),
    ...(upheldBy.length > 0 && { upheldBy }),
  };
}
