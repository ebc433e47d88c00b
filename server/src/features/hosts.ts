// How hosts are told apart and named.
import { hostName } from '../runner/host-name';
import type { HostAnalysis } from '../workspace/analysis';

/** Identifies a host among those of a file: its name in a flake, else the file that it starts from. */
export function hostId({ name, entry }: HostAnalysis): string {
  return name ?? entry;
}

/** What people call a host: its name in a flake, its host name, else the end of the path that it starts from. */
export function hostLabel(host: HostAnalysis): string {
  return host.name ?? host.inSession(() => hostName(host.host)) ?? host.entry.split('/').slice(-2).join('/');
}
