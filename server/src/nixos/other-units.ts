/** A kind of unit that stands beside a service: what starts it, or what limits it together with others. */
export interface UnitKind {
  /** The set of these units in `systemd`. */
  readonly option: 'timers' | 'paths' | 'slices';
  /** What the names of these units end in. */
  readonly suffix: '.timer' | '.path' | '.slice';
  /** The section of its own. */
  readonly section: 'Timer' | 'Path' | 'Slice';
  /** The option of the section's settings. */
  readonly config: 'timerConfig' | 'pathConfig' | 'sliceConfig';
  /** Whether it starts a service: that of `Unit=`, else the one of the same name. */
  readonly starts: boolean;
}

/** Source: nixos/lib/systemd-unit-options.nix and systemd-types.nix, in NixOS 22.11 to 26.05. */
export const UNIT_KINDS: readonly UnitKind[] = [
  { option: 'timers', suffix: '.timer', section: 'Timer', config: 'timerConfig', starts: true },
  { option: 'paths', suffix: '.path', section: 'Path', config: 'pathConfig', starts: true },
  { option: 'slices', suffix: '.slice', section: 'Slice', config: 'sliceConfig', starts: false },
];

/**
 * A slice and those that it lies in, the outermost first: `a-b.slice` is in `a.slice` (systemd.slice(5)).
 * @param name of the unit; another one than a slice's gives none
 */
export function slicesAround(name: string): string[] {
  const [, path] = /^([^-].*)\.slice$/.exec(name) ?? [];
  const parts = path?.split('-') ?? [];
  return parts.map((_, i) => `${parts.slice(0, i + 1).join('-')}.slice`);
}
