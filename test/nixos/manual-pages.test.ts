// The manual's pages of systemd's directives, against the index that comes with an installed systemd.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SYSTEMD_DIRECTIVES } from '../../server/src/nixos';

const INDEX = '/usr/share/man/man7/systemd.directives.7.gz';

/** The pages of each directive of units. */
function indexed(): ReadonlyMap<string, string> {
  const text = gunzipSync(readFileSync(INDEX)).toString('utf8');
  const units = text.slice(text.indexOf('.SH "UNIT DIRECTIVES"'), text.indexOf('.SH', text.indexOf('.SH "UNIT') + 3));
  const entries = units.split('.PP\n').flatMap((entry) => {
    const name = /^\\fI(\w+)=/.exec(entry)?.[1];
    return name === undefined ? [] : [[name, entry] as const];
  });
  return new Map(entries);
}

test.skipIf(!existsSync(INDEX))('each page is one that systemd.directives(7) names (needs systemd’s manual)', () => {
  const pages = indexed();
  const known = SYSTEMD_DIRECTIVES.filter(({ name }) => pages.has(name));
  expect(known.length).toBeGreaterThan(300);
  const wrong = known.filter(({ name, page }) => pages.get(name)?.includes(`systemd.${page}\\fR(5)`) !== true);
  expect(wrong).toEqual([]);
});

test('what no page describes any more has none', () => {
  const page = (name: string): string | undefined => SYSTEMD_DIRECTIVES.find((d) => d.name === name)?.page;
  expect([page('BlockIOWeight'), page('CPUShares')]).toEqual([undefined, undefined]);
  expect([page('DefaultStartupMemoryLow'), page('OpenFile'), page('PrivatePIDs')]).toEqual([
    'resource-control',
    'service',
    'exec',
  ]);
});
