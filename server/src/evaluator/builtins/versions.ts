// Version numbers and package names as Nix takes them apart.

/** The end of the version component that starts at `at`: a run of digits, or of anything but digits, `.` and `-`. */
function componentEnd(version: string, at: number): number {
  const pattern = /[0-9]/.test(version.charAt(at)) ? /[0-9]*/y : /[^0-9.-]*/y;
  pattern.lastIndex = at;
  pattern.exec(version);
  return pattern.lastIndex;
}

/** The components of a version: `1.2pre3` is 1, 2, pre, 3. */
export function splitVersion(version: string): string[] {
  const components: string[] = [];
  for (let i = 0; i < version.length;) {
    const c = version.charAt(i);
    if (c === '.' || c === '-') {
      i++;
      continue;
    }
    const end = componentEnd(version, i);
    components.push(version.slice(i, end));
    i = end;
  }
  return components;
}

const MAX_C_INT = 2147483647;

/** The component as a number, when it is one that a C `int` holds: larger ones compare as text in Nix. */
function asNumber(component: string): number | undefined {
  if (!/^[0-9]+$/.test(component)) return undefined;
  const n = Number(component);
  return n <= MAX_C_INT ? n : undefined;
}

function componentLess(a: string, b: string): boolean {
  const x = asNumber(a);
  const y = asNumber(b);
  if (x !== undefined && y !== undefined) return x < y;
  if (a === '' && y !== undefined) return true;
  if (a === 'pre' && b !== 'pre') return true;
  if (b === 'pre') return false;
  // 2.3a comes before 2.3.1.
  if (y !== undefined) return true;
  if (x !== undefined) return false;
  return a < b;
}

/** −1, 0 or 1. */
export function compareVersions(a: string, b: string): number {
  const x = splitVersion(a);
  const y = splitVersion(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const c = x[i] ?? '';
    const d = y[i] ?? '';
    if (componentLess(c, d)) return -1;
    if (componentLess(d, c)) return 1;
  }
  return 0;
}

/** A package's name and version: the version starts after the first dash that no letter follows. */
export function parseDrvName(text: string): { name: string; version: string } {
  const dash = /-[^a-zA-Z]/.exec(text);
  return dash === null
    ? { name: text, version: '' }
    : { name: text.slice(0, dash.index), version: text.slice(dash.index + 1) };
}
