// What a directive of systemd is for, and where the manual describes it, for a hover.
import { SYSTEMD_DIRECTIVES, directiveSummary, expectedValue, type SystemdDirective } from '../nixos';

/**
 * The purpose, values, versions and manual page of a directive of `[Unit]` or `[Service]`; none for names that systemd
 * lacks.
 */
export function directiveTexts(section: string, name: string): string[] {
  const directive = SYSTEMD_DIRECTIVES.find((d) => d.section === section && d.name === name);
  if (directive === undefined) return [];
  const texts = [
    directiveSummary(name) ?? '',
    `Takes ${expectedValue(directive)}.`,
    versionText(directive),
    manualText(directive),
  ];
  return texts.filter((text) => text !== '');
}

function versionText({ since, until, obsolete }: SystemdDirective): string {
  return [
    since === undefined ? '' : `Since systemd ${since}.`,
    until === undefined ? '' : `Ignored since systemd ${until}.`,
    obsolete ? 'Obsolete: still read, but no longer in the manual.' : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function manualText({ name, page }: SystemdDirective): string {
  if (page === undefined) return '';
  const address = `https://www.freedesktop.org/software/systemd/man/latest/systemd.${page}.html#${name}=`;
  return `[systemd.${page}(5)](${address})`;
}
