// Units, scripts and registrations as real Nix made them, for whole configurations.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Release } from '../../server/src/nixos';
import { analyse, previewsOf } from '../support/analyse';

interface Golden {
  readonly ok: boolean;
  readonly release: Release;
  readonly units?: Record<string, { text: string; scripts: Record<string, string> }>;
  readonly configs?: Record<string, string>;
}

const folder = path.resolve(__dirname, '../../../shared/golden/cases');
const cases = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.nix')) : [];
const withoutHashes = (text: string): string =>
  text.replace(/\/nix\/store\/[0-9a-z]{32}-/g, `/nix/store/${'e'.repeat(32)}-`);

describe.skipIf(cases.length === 0)('configurations evaluated by real Nix (skipped without ../shared/golden)', () => {
  for (const file of cases) {
    const golden = JSON.parse(readFileSync(path.join(folder, file.replace(/nix$/, 'json')), 'utf8')) as Golden;
    if (!golden.ok || Object.keys(golden.units ?? {}).length === 0) continue;
    it(file, () => {
      const result = analyse(readFileSync(path.join(folder, file), 'utf8'), { release: golden.release });
      const previews = previewsOf(result);
      expect(Object.keys(previews).sort()).toEqual(
        Object.keys(golden.units ?? {})
          .map((u) => `${u}.service`)
          .sort(),
      );
      for (const [unit, want] of Object.entries(golden.units ?? {})) {
        const got = previews[`${unit}.service`];
        expect(withoutHashes(got?.unit.text ?? '')).toBe(want.text);
        for (const script of got?.scripts ?? []) expect(withoutHashes(script.text)).toBe(want.scripts[script.name]);
        const registration = got?.registration;
        expect(golden.configs?.[registration?.storePath.slice('/nix/store/'.length) ?? '']).toBe(registration?.json);
      }
    });
  }
});
