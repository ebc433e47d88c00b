// A flake of many hosts, each with a file of its own beside modules that all share: cold, after edits of one host's file
// and of a shared one, and with the files of most hosts open at once.
import { createAnalysis, type Analysis } from '../../server/src/workspace/analysis';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { memoryFiles } from '../support/memoryFiles';
import { cpuTime, median, memoryInUse, printRows } from './measure';
import { openingLatency } from './server';

const HOSTS = 60;
const RUNNERS = 10;
const OPENED = 50;
const SHARED = 'shared.nix';

const hostFile = (host: number): string => `hosts/h${host}.nix`;

/** The files of the flake, by their paths in its folder. */
function fleetFiles(): Record<string, string> {
  const names = Array.from({ length: HOSTS }, (_, host) => `"h${host}"`);
  const files: Record<string, string> = {
    'flake.nix': `{
  outputs = { nixpkgs, ... }:
    let
      host = name: nixpkgs.lib.nixosSystem {
        modules = [ ./${SHARED} (./hosts + "/\${name}.nix") { networking.hostName = name; } ];
      };
    in
    { nixosConfigurations = nixpkgs.lib.genAttrs [ ${names.join(' ')} ] host; };
}
`,
    [SHARED]: `{ lib, ... }:
{
  options.my.organisation = lib.mkOption { type = lib.types.str; default = "example"; };
}
`,
  };
  for (let host = 0; host < HOSTS; host++) {
    const runners = Array.from(
      { length: RUNNERS },
      (_, runner) => `  services.github-runners.r${runner} = {
    enable = true;
    url = "https://github.com/\${config.my.organisation}";
    tokenFile = "/run/secrets/${host}-${runner}";
    extraLabels = [ "a" ];
  };`,
    );
    files[hostFile(host)] = `{ config, ... }:\n{\n${runners.join('\n')}\n}\n`;
  }
  return files;
}

export async function fleet(): Promise<void> {
  const parser = await loadNodeParser();
  const names = fleetFiles();
  const files = Object.fromEntries(Object.entries(names).map(([name, text]) => [`/fleet/${name}`, text]));
  const create = (): Analysis => {
    const analysis = createAnalysis({ parser, files: memoryFiles(files), system: 'x86_64-linux' });
    for (const path of Object.keys(files)) analysis.note(path);
    return analysis;
  };
  const check = (analysis: Analysis, name: string, hosts: number): void => {
    const found = analysis.file(`/fleet/${name}`, '25.05');
    if (found?.hosts.length !== hosts || found.findings.some((f) => f.severity === 'error'))
      throw new Error(`expected ${hosts} hosts without errors, found ${found?.hosts.length}`);
  };
  const once = (run: () => void): number => median(1, run, 0, cpuTime);

  const analysis = create();
  const texts = new Map<string, string>();
  /** Puts a letter into a text of a file. */
  const edit = (name: string, behind: string): void => {
    const path = `/fleet/${name}`;
    const text = texts.get(name) ?? names[name] ?? '';
    if (!texts.has(name)) analysis.programs.open(path, text);
    const start = text.indexOf(behind) + behind.length;
    const next = `${text.slice(0, start)}x${text.slice(start)}`;
    texts.set(name, next);
    analysis.programs.change(path, [{ start, end: start, newText: 'x' }], next);
  };
  const before = memoryInUse();
  const cold = once(() => check(analysis, hostFile(3), 1));
  const shared = once(() => check(analysis, SHARED, HOSTS));
  const after = memoryInUse();
  const own = median(
    9,
    () => {
      edit(hostFile(3), 'extraLabels = [ "');
      check(analysis, hostFile(3), 1);
    },
    3,
    cpuTime,
  );
  const untouched = median(
    9,
    () => {
      edit(hostFile(3), 'extraLabels = [ "');
      check(analysis, hostFile(4), 1);
    },
    3,
    cpuTime,
  );
  const first = median(
    3,
    () => {
      edit(SHARED, 'default = "');
      for (const known of analysis.steps(`/fleet/${SHARED}`, '25.05')) if (known !== undefined) return;
    },
    1,
    cpuTime,
  );
  const all = median(
    3,
    () => {
      edit(SHARED, 'default = "');
      check(analysis, SHARED, HOSTS);
    },
    1,
    cpuTime,
  );
  printRows(
    `flake of ${HOSTS} hosts with ${RUNNERS} runners each, processor time`,
    [
      { name: 'one host’s file, cold', ours: cold },
      { name: 'a file of all hosts, after that', ours: shared },
      { name: 'after an edit of one host’s file: that file', ours: own, peer: cold + shared },
      { name: 'after an edit of one host’s file: another host’s', ours: untouched, peer: cold + shared },
      { name: 'after an edit of a file of all hosts: the first one', ours: first, peer: cold + shared },
      { name: 'after an edit of a file of all hosts: all', ours: all, peer: cold + shared },
    ],
    'all cold',
  );
  console.log(`  memory in use: ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB with all hosts`);

  const opening = await openingLatency(
    names,
    Array.from({ length: OPENED }, (_, host) => hostFile(host)),
  );
  printRows(`${OPENED} of its files opened at once, server over stdio`, [
    { name: 'a hover in the last one, asked for meanwhile', ours: opening.hover },
    { name: 'the last one opened is evaluated', ours: opening.last },
    { name: 'all are evaluated', ours: opening.all },
  ]);
  console.log(`  resident memory of the server: ${opening.resident.toFixed(0)} MiB`);
}
