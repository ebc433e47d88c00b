// Units and scripts of hosts, which take most of the memory that an evaluated host does.

/** The hosts of which all texts are kept: as many as a person works on at a time. */
const MAX_RECENT = 4;

/**
 * Which hosts' texts (units, scripts) are kept. They are most of the memory that a host takes, and are made again from its
 * values when somebody looks at them, so that of a large fleet those of the last hosts are enough.
 */
export class RecentTexts {
  /** By host, those that were looked at last behind. */
  private readonly recent = new Map<string, () => void>();

  /** @param forget lets go of the texts of a host that was evaluated now */
  add(host: string, forget: () => void): void {
    this.recent.delete(host);
    this.recent.set(host, forget);
    const [oldest] = this.recent;
    if (this.recent.size <= MAX_RECENT || oldest === undefined) return;
    this.recent.delete(oldest[0]);
    oldest[1]();
  }
}
