import { takesValue } from './directive-values';
import type { Release } from './release';
import { SYSTEMD_DIRECTIVES, type SystemdDirective } from './systemd-directives';
import { systemdVersion } from './systemd-version';

/** The versions of systemd that read a line of a unit as the systemd of a release does. */
export interface ReadingVersions {
  /** The first one; `null` where it is not certain which. */
  readonly since?: number | null;
  /** The first later one that no longer does. */
  readonly until?: number;
}

/**
 * Directives of the kind `text` whose syntax has been the same from systemd 250 on (NEWS, and the parsers in systemd's
 * src/core/load-fragment.c). Of all others later versions may take words that earlier ones reject.
 */
const SETTLED =
  /^(?:After|Before|BindsTo|Conflicts|Description|Documentation|OnFailure|OnSuccess|PartOf|Requires|Requisite|Upholds|Wants|(?:Condition|Assert)(?:DirectoryNotEmpty|FileIsExecutable|FileNotEmpty|Path\w+)|BusName|CPUQuota|CPUQuotaPeriodSec|Environment|EnvironmentFile|Group|IOWeight|IPAddress(?:Allow|Deny)|Limit\w+|Nice|OOMScoreAdjust|PassEnvironment|PIDFile|Restart(?:Prevent|Force)ExitStatus|Slice|StartLimitBurst|StartupIOWeight|SuccessExitStatus|SupplementaryGroups|SyslogIdentifier|TasksMax|UnsetEnvironment|User|WorkingDirectory)$/;

/**
 * @param text a directive's value as it stands in the unit, behind the `=`
 * @returns `undefined` where every version reads the line the same, or nothing is known of the directive
 */
export function readingVersions(
  release: Release,
  section: string,
  name: string,
  text: string,
): ReadingVersions | undefined {
  const directive = SYSTEMD_DIRECTIVES.find((d) => d.section === section && d.name === name);
  if (directive === undefined) return undefined;
  const own = systemdVersion(release);
  const { since, until } = directive;
  const dropped = until !== undefined && own !== undefined && own < until ? { until } : {};
  if (directive.recent) return { since: null, ...dropped };
  if (grows(directive, text.trim())) return { since: own ?? null, ...dropped };
  return since === undefined && until === undefined ? undefined : { ...(since !== undefined && { since }), ...dropped };
}

/** Whether an earlier version may reject a value that the release's own takes. */
function grows(directive: SystemdDirective, value: string): boolean {
  switch (directive.kind) {
    case 'boolean':
    case 'words':
      return directive.words?.includes(value) === true;
    case 'mode':
    case 'timespan':
    case 'unsigned':
    case 'signal':
    case 'size':
    case 'percentage':
    case 'path':
    case 'paths':
      return false;
    case 'bind-paths':
    case 'directories':
      return takesValue(directive, value);
    case 'text':
      // systemd 258 brought the prefix `|` of commands, 252 the weight `idle`.
      if (directive.name.startsWith('Exec')) return /^[-@:+!]*\|/.test(value);
      if (/^(Startup)?CPUWeight$/.test(directive.name)) return value === 'idle';
      return !SETTLED.test(directive.name);
  }
}
