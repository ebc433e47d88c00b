// The installed package that the bundle is a part of.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A path of the installed package; the bundle lies one folder below it. */
export function besideBundle(name: string): string {
  return path.join(__dirname, '..', name);
}

/** The package's version; `undefined` where the bundle was taken out of its package. */
export function packageVersion(): string | undefined {
  const manifest = besideBundle('package.json');
  if (!existsSync(manifest)) return undefined;
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const found = typeof content === 'object' && content !== null && 'version' in content ? content.version : undefined;
  return typeof found === 'string' ? found : undefined;
}
