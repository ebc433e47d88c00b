// Scripts and other files that a configuration writes into the store: their documents, links to them, and where their
// lines come from.
import { describe, expect, test } from 'vitest';
import { lineAndColumn } from '../../server/src/evaluator/position';
import { compareRunners, preview, runnersOfFile, type GeneratedDocument } from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture } from './support';

const configuration = (more: string, around = ''): string => `{ lib, pkgs, config, inputs, ... }: {
  services.github-runners.web = {
    enable = true; url = "https://github.com/a/b"; tokenFile = "/run/token";
    ${more}
  };
  ${around}
}`;

function documentsOf(text: string, release: Release = '25.05'): readonly GeneratedDocument[] {
  const { file, analysis } = fixture(text, release);
  return preview(file, {}, (path) => analysis.programs.get(path))?.documents ?? [];
}

/** The documents that the module does not make. */
function filesOf(text: string, release?: Release): readonly GeneratedDocument[] {
  return documentsOf(text, release).filter(({ name }) => !name.startsWith('github-runner-web'));
}

const HASH = 'e'.repeat(32);
const SHEBANG = `#!/nix/store/${HASH}-bash/bin/bash\n`;

describe('texts', () => {
  test.each([
    ['writeShellScript', `pkgs.writeShellScript "x" "echo 1\\n"`, `${SHEBANG}echo 1\n\n`],
    ['writeShellScriptBin', `lib.getExe (pkgs.writeShellScriptBin "x" "echo 1")`, `${SHEBANG}echo 1\n`],
    ['writeScript', `pkgs.writeScript "x" "#!/bin/sh\\necho 1"`, '#!/bin/sh\necho 1'],
    ['writeText', `pkgs.writeText "x" "A=1"`, 'A=1'],
    ['toFile', `builtins.toFile "x" "A=1"`, 'A=1'],
    ['writeTextFile', `"\${pkgs.writeTextFile { name = "y"; text = "A"; destination = "/etc/x"; }}/etc/x"`, 'A'],
    [
      'writeShellApplication',
      `lib.getExe (pkgs.writeShellApplication { name = "x"; text = "echo 1"; })`,
      `${SHEBANG}set -o errexit\nset -o nounset\nset -o pipefail\n\necho 1\n`,
    ],
    [
      'writeShellApplication with all that shows in the script',
      `lib.getExe (pkgs.writeShellApplication {
        name = "x"; text = "echo 1"; bashOptions = [ "errexit" ]; inheritPath = false;
        runtimeInputs = [ pkgs.jq "/opt" ]; runtimeEnv = { A = "b c"; N = 1; };
      })`,
      `${SHEBANG}set -o errexit\nA='b c'\nexport A\nN=1\nexport N\n\nexport PATH="/nix/store/${HASH}-jq/bin:/opt/bin"\n\necho 1\n`,
    ],
    ['writers.writeBash', `pkgs.writers.writeBash "x" "echo 1"`, `#! /nix/store/${HASH}-bash/bin/bash\necho 1`],
    [
      'writers.writeDashBin',
      `lib.getExe' (pkgs.writers.writeDashBin "x" { } "echo 1") "x"`,
      `#! /nix/store/${HASH}-dash/bin/dash\necho 1`,
    ],
    ['writers.writeFish', `pkgs.writers.writeFish "x" "a"`, `#! /nix/store/${HASH}-fish/bin/fish --no-config\na`],
    [
      'writers.writeNuBin',
      `lib.getExe (pkgs.writers.writeNuBin "x" { makeWrapperArgs = [ ]; } "ls")`,
      `#! /nix/store/${HASH}-nushell/bin/nu --no-config-file\nls`,
    ],
    [
      'writers.writePerl',
      `pkgs.writers.writePerl "x" { libraries = [ pkgs.perlPackages.boolean ]; } "use boolean;"`,
      `#! /nix/store/${HASH}-perl-env/bin/perl\nuse boolean;`,
    ],
    ['writers.writeLua', `pkgs.writers.writeLua "x" { } "a"`, `#! /nix/store/${HASH}-lua/bin/lua\na`],
    [
      'writers.writeRubyBin',
      `lib.getExe (pkgs.writers.writeRubyBin "x" { } "a")`,
      `#! /nix/store/${HASH}-ruby/bin/ruby\na`,
    ],
    [
      'writers.writePython3, whose interpreter has a version in its name',
      `pkgs.writers.writePython3 "x" { flakeIgnore = [ "E501" ]; } "print(1)\n"`,
      '#! ‹pkgs.python3.interpreter›\nprint(1)\n',
    ],
    [
      'writers.writePython3Bin with libraries',
      `lib.getExe (pkgs.writers.writePython3Bin "x" { libraries = [ pkgs.python3Packages.requests ]; } "print(1)")`,
      '#! ‹(pkgs.python3.withPackages …).interpreter›\nprint(1)',
    ],
    ['writers.writeText', `pkgs.writers.writeText "x" 12`, '12'],
    ['writers.writeText at a path', `"\${pkgs.writers.writeText "/etc/x" "A=1"}/etc/x"`, 'A=1'],
    ['an own function around a writer', `(name: pkgs.writeShellScript name) "x" "echo 1"`, `${SHEBANG}echo 1\n`],
  ])('of %s', (_, expr, text) => {
    expect(filesOf(configuration(`serviceOverrides.ExecStopPost = ${expr};`)).map((d) => [d.name, d.text])).toEqual([
      ['x', text],
    ]);
  });

  test('of writers.writeJS, with the program that it runs', () => {
    const files = filesOf(configuration(`serviceOverrides.ExecStopPost = pkgs.writers.writeJS "x" { } "a()";`));
    expect(files.map(({ name, text }) => [name, text.replace(/\/nix\/store\/[^e]\S*-js/, 'JS')])).toEqual([
      [
        'x',
        `#! /nix/store/${HASH}-dash/bin/dash\nexport NODE_PATH=/nix/store/${HASH}-node/lib/node_modules\nexec /nix/store/${HASH}-nodejs/bin/node JS "$@"\n`,
      ],
      ['js', 'a()'],
    ]);
    expect(files[0]?.links.map(({ name }) => name)).toEqual(['js']);
  });

  test.each(['writeJSON', 'writeYAML', 'writeTOML'])('of writers.%s are what a tool formats: not known', (writer) => {
    const text = configuration(`serviceOverrides.EnvironmentFile = pkgs.writers.${writer} "x" { a = 1; };`);
    expect(filesOf(text)).toEqual([]);
    expect(documentsOf(text)[0]?.text).toContain(`EnvironmentFile=‹pkgs.writers.${writer} "x" { a = 1; }›\n`);
  });

  test.each([
    ['25.11', 'inheritPath = false;', ''],
    ['25.11', '', ''],
    ['26.05', 'inheritPath = false;', 'export PATH=""\n\n'],
    ['26.05', '', 'export PATH="$PATH"\n\n'],
    ['26.05', 'runtimeInputs = [ "/opt" ];', 'export PATH="/opt/bin:$PATH"\n\n'],
    ['26.05', 'runtimeInputs = [ "/opt" ]; inheritPath = false;', 'export PATH="/opt/bin"\n\n'],
  ] as const)('of writeShellApplication in %s with `%s`', (release, more, path) => {
    const expr = `lib.getExe (pkgs.writeShellApplication { name = "x"; text = "echo 1"; bashOptions = [ "errexit" ]; ${more} })`;
    const [file] = filesOf(configuration(`serviceOverrides.ExecStopPost = ${expr};`), release);
    expect(file?.text).toBe(`${SHEBANG}set -o errexit\n\n${path}echo 1\n`);
  });

  test('keep the parts that are known', () => {
    const expr = `lib.getExe (pkgs.writeShellApplication { name = "x"; text = "a \${config.services.a.b}"; runtimeInputs = inputs.y; })`;
    const [file] = filesOf(configuration(`serviceOverrides.ExecStopPost = ${expr};`));
    expect(file?.text).toBe(
      `${SHEBANG}set -o errexit\nset -o nounset\nset -o pipefail\n‹inputs.y›\na ‹config.services.a.b›\n`,
    );
    expect(file?.gaps.filter(({ kind }) => kind === 'value')).toHaveLength(2);
  });
});

test('of everything that the service refers to, and of what that refers to in turn', () => {
  const text = configuration(
    `extraPackages = [ (pkgs.writeShellScriptBin "tool" "true") pkgs.jq ];
    extraEnvironment.HOOK = "\${pkgs.writeScript "hook" "#!/usr/bin/env python3"}";
    serviceOverrides.EnvironmentFile = pkgs.writeText "env" "A=1";
    serviceOverrides.ExecStartPre = lib.mkIf config.services.a.enable [ (pkgs.writeShellScript "outer" "\${pkgs.writeShellScript "inner" ""} x") ];`,
    'systemd.services.github-runner-web.preStop = "${pkgs.writeShellScript "last" ""}";',
  );
  expect(filesOf(text).map(({ name, languageId, executable }) => [name, languageId, executable])).toEqual([
    ['hook', 'plaintext', true],
    ['env', 'plaintext', false],
    ['outer', 'shellscript', true],
    ['inner', 'shellscript', true],
    ['last', 'shellscript', true],
    ['tool', 'shellscript', true],
  ]);
});

test.each([
  ['/bin/a b', 'a_b'],
  ['/bin/a\\\\..\\\\b', 'a_.._b'],
  ['/x/..', '_'],
  ['/x/', '_'],
])('a document has a name that is fit for a file: %s', (destination, name) => {
  const file = `pkgs.writeTextFile { name = "y"; text = "A"; destination = "${destination}"; }`;
  expect(filesOf(configuration(`serviceOverrides.EnvironmentFile = ${file};`)).map((d) => d.name)).toEqual([name]);
});

test('a file that refers to itself, or to ever more files, comes to an end', () => {
  const self = 'let s = pkgs.writeShellScript "s" "${s}"; in s';
  expect(filesOf(configuration(`serviceOverrides.ExecStopPost = ${self};`)).map((d) => d.name)).toEqual(['s']);
  const more = 'let f = n: pkgs.writeShellScript "s" "${toString n} ${f (n + 1)}"; in f 0';
  expect(filesOf(configuration(`serviceOverrides.ExecStopPost = ${more};`))).toHaveLength(100);
});

test('a text that nobody would read is left out', () => {
  const text = 'builtins.concatStringsSep "" (builtins.genList (i: "0123456789") 200000)';
  const found = filesOf(configuration(`serviceOverrides.EnvironmentFile = pkgs.writeText "x" (${text});`));
  expect(found).toEqual([]);
});

test('a name that is taken gets a number; the same file is shown once', () => {
  const scripts = ['"a"', '"b"', '"a"'].map((text) => `(pkgs.writeShellScript "run" ${text})`).join(' ');
  const files = filesOf(configuration(`serviceOverrides.ExecStopPost = [ ${scripts} ];`));
  expect(files.map(({ name, text }) => [name, text])).toEqual([
    ['run', `${SHEBANG}a\n`],
    ['run-2', `${SHEBANG}b\n`],
  ]);
});

describe('links', () => {
  const linksOf = (documents: readonly GeneratedDocument[], name: string): string[] => {
    const found = documents.find((d) => d.name === name);
    return (found?.links ?? []).map(
      (l) => `${found?.text.slice(l.span.start, l.span.end).replace(/^.*e{32}-/, '') ?? ''} → ${l.name}`,
    );
  };

  test('lead from the unit and from files to others', () => {
    const documents = documentsOf(
      configuration(
        `extraPackages = [ (pkgs.writeShellScriptBin "tool" "true") ];
        serviceOverrides.ExecStopPost = [
          "\${pkgs.writeShellScript "run" "\${pkgs.writeShellScript "inner" ""}"} a"
          (pkgs.writeShellScript "run" "b") "\${pkgs.my-run}" "/nix/store/${HASH}-run/x"
        ];`,
        'systemd.services.github-runner-web.preStop = "${pkgs.writeShellScript "inner" ""}";',
      ),
    );
    expect(linksOf(documents, 'github-runner-web.service')).toEqual([
      'tool/bin → tool',
      'github-runner-web-unconfigure.sh → github-runner-web-unconfigure.sh',
      'github-runner-web-configure.sh → github-runner-web-configure.sh',
      'github-runner-web-setup-work-dirs.sh → github-runner-web-setup-work-dirs.sh',
      'unit-script-github-runner-web-pre-stop/bin/github-runner-web-pre-stop → github-runner-web-pre-stop',
      'run → run',
      'run → run-2',
    ]);
    expect(linksOf(documents, 'run')).toEqual(['inner → inner']);
    expect(linksOf(documents, 'github-runner-web-pre-stop')).toEqual(['inner → inner']);
    expect(linksOf(documents, 'github-runner-web-unconfigure.sh')).toEqual([
      expect.stringMatching(/-config\.json → github-runner-web-config\.json$/),
    ]);
  });
});

describe('the lines of a file', () => {
  const places = (text: string, document: string): string[] => {
    const found = documentsOf(text).find(({ name }) => name === document);
    let at = -1;
    return (found?.text ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => {
        at = (found?.text ?? '').indexOf(line, at + 1);
        const [place] =
          found?.origins.find(({ span }) => span.start <= at && at + line.length <= span.end)?.places ?? [];
        return place === undefined ? line : `${line.replace(/\/nix.*e-/, '')} ← ${lineAndColumn(place).line}`;
      });
  };

  test('lead to where they are written, those that nixpkgs adds to the call', () => {
    const text = configuration(`serviceOverrides.ExecStopPost = pkgs.writeShellScript "x" ''
      if [ -e "\${config.networking.hostName}" ]; then
        echo "''\${A}" # '''
      \${lib.concatMapStringsSep "\\n" (n: "echo \${n}") [ "a" "b" ]}

      fi
    '';`);
    expect(places(text, 'x')).toEqual([
      '#!bash/bin/bash ← 4',
      'if [ -e "nixos" ]; then ← 5',
      '  echo "${A}" # \'\' ← 6',
      'echo a ← 7',
      'echo b ← 7',
      ' ← 7',
      'fi ← 9',
    ]);
  });

  test.each([
    ['a name', 'let text = "echo hello\\n\${pkgs.jq} x"; in pkgs.writeShellScript "x" text'],
    ['an argument', '(mk: mk "x" "echo hello\\n\${pkgs.jq} x") (name: text: pkgs.writeShellScript name text)'],
  ])('lead to the string behind %s', (_, expr) => {
    const text = configuration(`serviceOverrides.ExecStopPost =\n\n${expr};`);
    expect(places(text, 'x').slice(1)).toEqual(['echo hello ← 6', 'jq x ← 6']);
    const file = documentsOf(text).find(({ name }) => name === 'x');
    const [place] = file?.origins.at(-1)?.places ?? [];
    expect(place?.source.text.slice(place.start, place.end)).toBe('echo hello\\n${pkgs.jq} x');
  });

  test('of preStart lead to the definitions that hold them', () => {
    const text = configuration(
      '',
      `systemd.services.github-runner-web.preStart = lib.mkMerge [ "set -e" (lib.mkAfter ''
        echo 1
        echo \${pkgs.jq}
      '') ];`,
    );
    expect(places(text, 'github-runner-web-pre-start').slice(1)).toEqual([
      'set -e ← 6',
      ' ← 6',
      'set -e ← 6',
      'echo 1 ← 7',
      'echo jq ← 8',
    ]);
  });

  test('say what wrote them and which option refers to them', () => {
    const text = configuration(`serviceOverrides.ExecStopPost = pkgs.writeShellScript "x" "true";`);
    const [origin] = documentsOf(text).find(({ name }) => name === 'x')?.origins ?? [];
    expect(origin?.markdown).toBe(
      'Written by `pkgs.writeShellScript "x"` in [`host.nix:4`](place:/host/host.nix#L4), to which **`systemd.services.github-runner-web.serviceConfig.ExecStopPost`** refers.',
    );
  });
});

test('another text of a file restarts the service', () => {
  const runner = (text: string) =>
    runnersOfFile(
      fixture(configuration(`extraPackages = [ (pkgs.writeShellScriptBin "x" "${text}") ];`), '25.05').file,
    )[0];
  const { scripts, service } = compareRunners(runner('a'), runner('b'));
  expect({ scripts, service }).toEqual({ scripts: ['x'], service: 'restart' });
});
