// A whole host: a flake's configuration of 50 files and 40 runners, cold, and after an edit of one file.
import { createAnalysis } from '../../server/src/workspace/analysis';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { memoryFiles } from '../support/memoryFiles';
import { cpuTime, median, memoryInUse, printRows } from './measure';

const FILES = 50;
const RUNNERS = 40;
const ROUNDS = 7;
const EDITED = '/host/modules/m0.nix';

/** The files of the host: a flake, modules with options of their own, and modules that define runners. */
function hostFiles(): Record<string, string> {
  const names = Array.from({ length: FILES }, (_, i) => `m${i}`);
  const files: Record<string, string> = {
    '/host/flake.nix': `{
      outputs = { nixpkgs, ... }: {
        nixosConfigurations.host = nixpkgs.lib.nixosSystem {
          modules = [ ${names.map((n) => `./modules/${n}.nix`).join(' ')} ];
        };
      };
    }`,
  };
  names.forEach((name, i) => {
    const runner =
      i < RUNNERS
        ? `services.github-runners.r${i} = {
             enable = cfg.enable;
             url = "https://github.com/example/\${cfg.repository}";
             tokenFile = "/run/secrets/r${i}";
             extraLabels = [ "a" ] ++ lib.optional (config.networking.hostName == "nixos") "default";
             serviceOverrides.MemoryMax = lib.mkDefault "4G";
           };`
        : `services.nginx.virtualHosts.v${i}.forceSSL = true;`;
    files[`/host/modules/${name}.nix`] = `{ config, lib, pkgs, ... }:
      let cfg = config.my.${name}; in
      {
        options.my.${name} = {
          enable = lib.mkOption { type = lib.types.bool; default = true; };
          repository = lib.mkOption { type = lib.types.str; default = "r${i}"; };
        };
        config = lib.mkMerge [
          { environment.systemPackages = [ pkgs.jq ]; }
          (lib.mkIf cfg.enable { ${runner} })
        ];
      }`;
  });
  return files;
}

export async function host(): Promise<void> {
  const parser = await loadNodeParser();
  const files = hostFiles();
  const create = (): ReturnType<typeof createAnalysis> =>
    createAnalysis({ parser, files: memoryFiles(files), system: 'x86_64-linux' });
  const check = (analysis: ReturnType<typeof create>): void => {
    const result = analysis.file(EDITED, '25.05');
    const runners = result?.hosts[0]?.runners.length;
    if (runners !== RUNNERS || result?.findings.some((f) => f.severity === 'error'))
      throw new Error(`expected ${RUNNERS} runners without errors, found ${runners}`);
  };
  const before = memoryInUse();
  const cold = median(ROUNDS, () => check(create()), 3, cpuTime);

  const analysis = create();
  let text = files[EDITED] ?? '';
  analysis.programs.open(EDITED, text);
  check(analysis);
  const label = text.indexOf('"a"') + 1;
  const edit = (): void => {
    text = `${text.slice(0, label)}x${text.slice(label)}`;
    analysis.programs.change(EDITED, [{ start: label, end: label, newText: 'x' }], text);
    check(analysis);
  };
  const afterEdit = median(ROUNDS, edit, 3, cpuTime);
  const after = memoryInUse();
  printRows(
    `host of ${FILES} files and ${RUNNERS} runners, processor time`,
    [
      { name: 'all findings, cold', ours: cold },
      { name: 'all findings after one edit', ours: afterEdit, peer: cold },
    ],
    'cold',
  );
  console.log(`  memory in use: ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB with the host`);
}
