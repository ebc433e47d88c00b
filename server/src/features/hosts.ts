// How hosts are told apart and named.
import { hostName } from '../runner/host-name';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';

/** Identifies a host among those of a file: its name in a flake, else the file that it starts from. */
export function hostId({ name, entry }: HostAnalysis): string {
  return name ?? entry;
}

/** The file with the host that a person chose as its first one, from which features answer; as it is without such a host. */
export function withHostFirst(file: FileAnalysis, chosen: string | undefined): FileAnalysis {
  const host = file.hosts.find((candidate) => hostId(candidate) === chosen);
  if (host === undefined || host === file.hosts[0]) return file;
  return { ...file, hosts: [host, ...file.hosts.filter((other) => other !== host)] };
}

/** What people call a host: its name in a flake, its host name, else the end of the path that it starts from. */
export function hostLabel(host: HostAnalysis): string {
  return host.name ?? host.inSession(() => hostName(host.host)) ?? endOf(host.entry);
}

/** The last two names of a path. Documents on no disk have a path that begins with their scheme. */
function endOf(entry: string): string {
  const names = entry.split('/').filter((name) => name !== '');
  return names
    .slice(names[0]?.endsWith(':') ? 1 : 0)
    .slice(-2)
    .join('/');
}
