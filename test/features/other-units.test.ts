// Timers and paths that start a runner's service, and the slices that it runs in: a configuration, and their texts, where
// their lines come from, and what is said about them.
import { describe, expect, test } from 'vitest';
import { lineAndColumn } from '../../server/src/evaluator/position';
import {
  compareRunners,
  comparisonText,
  preview,
  runnersOfFile,
  type GeneratedDocument,
  type RunnerPreview,
} from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture } from './support';

const configuration = (around: string, more = ''): string => `{ lib, pkgs, config, ... }: {
  services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${more} };
  ${around}
}`;

function shownIn(text: string, release: Release = '25.05'): RunnerPreview | undefined {
  const { file, analysis } = fixture(text, release);
  return preview(file, {}, (path) => analysis.programs.get(path));
}

/** The units beside the service, by name. */
function unitsIn(text: string, release?: Release): Record<string, string> {
  const [, ...others] = shownIn(text, release)?.documents.filter(({ languageId }) => languageId === 'ini') ?? [];
  return Object.fromEntries(others.map((document) => [document.name, document.text]));
}

function findingsIn(text: string, release: Release = '25.05'): string[] {
  return fixture(text, release).file.findings.map(({ rule, option }) => `${rule}: ${option ?? ''}`);
}

const TIMER = 'github-runner-web.timer';

describe('a timer', () => {
  test('is made of `startAt`, wanted by the timers', () => {
    expect(unitsIn(configuration('systemd.services.github-runner-web.startAt = "Mon 04:00";'))).toEqual({
      [TIMER]: '[Unit]\n\n[Timer]\nOnCalendar=Mon 04:00\n\n\n[Install]\nWantedBy=timers.target\n',
    });
  });

  test('has no [Install] up to 23.11', () => {
    const text = configuration('systemd.services.github-runner-web.startAt = [ "daily" "*:0/30" ];');
    expect(unitsIn(text, '23.11')).toEqual({
      [TIMER]: '[Unit]\n\n[Timer]\nOnCalendar=daily\nOnCalendar=*:0/30\n\n',
    });
    const singular = `{ services.github-runner = { enable = true; name = "x"; url = "u"; tokenFile = "/t"; };
      systemd.services.github-runner.startAt = "daily"; }`;
    expect(unitsIn(singular, '22.11')).toEqual({
      'github-runner.timer': '[Unit]\n\n[Timer]\nOnCalendar=daily\n\n',
    });
  });

  test('is merged with what people define of it: their times come behind those of `startAt`', () => {
    const text = configuration(`
      systemd.services.github-runner-web.startAt = "daily";
      systemd.timers.github-runner-web = {
        description = "Fresh runners"; documentation = [ "man:a(5)" "man:b(5)" ]; after = [ "a.target" ];
        wantedBy = [ "ci.target" ]; restartTriggers = [ "x" ]; unitConfig.RefuseManualStart = true;
        timerConfig = { OnCalendar = [ "weekly" ]; Persistent = true; RandomizedDelaySec = 300; Unused = [ ]; };
      };`);
    expect(unitsIn(text)[TIMER]).toBe(
      `[Unit]
After=a.target
Description=Fresh runners
Documentation=man:a(5) man:b(5)
RefuseManualStart=true
X-Restart-Triggers=/nix/store/${'e'.repeat(32)}-X-Restart-Triggers-github-runner-web

[Timer]
OnCalendar=daily
OnCalendar=weekly
Persistent=true
RandomizedDelaySec=300


[Install]
WantedBy=timers.target ci.target
`,
    );
  });

  test('joins a time with those of `startAt` from 24.05 on, and conflicts with them before', () => {
    const text = configuration(`systemd.services.github-runner-web.startAt = "daily";
      systemd.timers.github-runner-web.timerConfig.OnCalendar = "weekly";`);
    expect(unitsIn(text, '24.05')[TIMER]).toContain('OnCalendar=daily\nOnCalendar=weekly\n');
    expect(findingsIn(text, '24.05')).toEqual([]);
    expect(findingsIn(text, '23.11')).toEqual([
      'conflicting-definitions: systemd.timers.github-runner-web.timerConfig.OnCalendar',
    ]);
  });

  test('lets `lib.mkForce` take the place of `startAt`', () => {
    const text = configuration(`systemd.services.github-runner-web.startAt = "daily";
      systemd.timers.github-runner-web.timerConfig.OnCalendar = lib.mkForce "weekly";`);
    expect(unitsIn(text)[TIMER]).toContain('[Timer]\nOnCalendar=weekly\n\n');
  });

  test('is there without `startAt`', () => {
    const text = configuration('systemd.timers."github-runner-web".timerConfig.OnBootSec = "5min";');
    expect(unitsIn(text)).toEqual({ [TIMER]: '[Unit]\n\n[Timer]\nOnBootSec=5min\n\n' });
    expect(shownIn(text)?.notes).toEqual(['`github-runner-web.timer` starts it: `OnBootSec=5min`.']);
  });

  test('is not made for a masked service, nor of no times', () => {
    expect(
      unitsIn(configuration('systemd.services.github-runner-web = { enable = false; startAt = "daily"; };')),
    ).toEqual({});
    expect(unitsIn(configuration('systemd.services.github-runner-web.startAt = [ ];'))).toEqual({});
  });

  test('that is switched off is shown, with a note', () => {
    const text = configuration(`systemd.services.github-runner-web.startAt = "daily";
      systemd.timers.github-runner-web.enable = false;`);
    expect(unitsIn(text)[TIMER]).toContain('OnCalendar=daily');
    expect(shownIn(text)?.notes).toEqual([
      'NixOS masks `github-runner-web.timer`, so that nothing starts it: `systemd.timers.github-runner-web.enable` is false.',
    ]);
  });

  test('of another name belongs to the service that it starts', () => {
    const text = configuration(`
      systemd.timers.kick.timerConfig = { OnActiveSec = 5; Unit = "github-runner-web.service"; };
      systemd.timers.other.timerConfig = { OnActiveSec = 5; Unit = "other.service"; };
      systemd.timers.third.timerConfig.OnActiveSec = 5;`);
    expect(Object.keys(unitsIn(text))).toEqual(['kick.timer']);
    expect(shownIn(text)?.notes).toEqual(['`kick.timer` starts it: `OnActiveSec=5`.']);
  });

  test('of its own name may start another unit, which is noted', () => {
    const text = configuration('systemd.timers.github-runner-web.timerConfig.Unit = "other.service";');
    expect(shownIn(text)?.notes).toEqual([
      '`github-runner-web.timer` starts another unit than `github-runner-web.service`.',
    ]);
  });

  test('with times that are not known shows their expression, and what is known of the rest', () => {
    const text = configuration(`systemd.services.github-runner-web.startAt = config.site.times;
      systemd.timers.github-runner-web.timerConfig.Persistent = true;`);
    expect(unitsIn(text)[TIMER]).toContain('[Timer]\nOnCalendar=‹config.site.times›\nPersistent=true\n');
    const timer = shownIn(text)?.documents.find(({ name }) => name === TIMER);
    expect(timer?.gaps.map(({ span }) => timer.text.slice(span.start, span.end))).toEqual(['‹config.site.times›']);
  });

  test('with a setting of the wrong type leaves it out and says so', () => {
    const text = configuration(`systemd.services.github-runner-web.startAt = "daily";
      systemd.timers.github-runner-web = { timerConfig.Persistent = { }; wantedBy = [ "timers" ]; };`);
    expect(unitsIn(text)[TIMER]).toBe('[Unit]\n\n[Timer]\nOnCalendar=daily\n\n');
    expect(findingsIn(text)).toEqual([
      'evaluation-error: systemd.timers.github-runner-web.timerConfig.Persistent',
      'type-mismatch: systemd.timers.github-runner-web.wantedBy',
    ]);
  });
});

test('a path that starts the service has a document of its own', () => {
  const text = configuration(`systemd.paths.github-runner-web = {
    wantedBy = [ "multi-user.target" ]; pathConfig = { PathExists = "/run/secrets/token"; MakeDirectory = false; }; };`);
  expect(unitsIn(text)).toEqual({
    'github-runner-web.path':
      '[Unit]\n\n[Path]\nMakeDirectory=false\nPathExists=/run/secrets/token\n\n\n[Install]\nWantedBy=multi-user.target\n',
  });
  expect(shownIn(text)?.notes).toEqual(['`github-runner-web.path` starts it: `PathExists=/run/secrets/token`.']);
});

describe('a slice', () => {
  const slices = `
    systemd.slices.ci = { description = "CI"; sliceConfig.CPUWeight = 20; };
    systemd.slices.ci-runners.sliceConfig = { MemoryMax = "4G"; TasksMax = 500; };
    systemd.slices.other.sliceConfig.MemoryMax = "1G";`;

  test('is shown where the service runs in it, behind those that it lies in', () => {
    expect(unitsIn(configuration(slices, 'serviceOverrides.Slice = "ci-runners.slice";'))).toEqual({
      'ci.slice': '[Unit]\nDescription=CI\n\n[Slice]\nCPUWeight=20\n\n',
      'ci-runners.slice': '[Unit]\n\n[Slice]\nMemoryMax=4G\nTasksMax=500\n\n',
    });
    expect(unitsIn(configuration(slices))).toEqual({});
  });

  test('may be named by its own option', () => {
    const text = configuration(slices, 'serviceOverrides.Slice = config.systemd.slices.ci.name;');
    expect(Object.keys(unitsIn(text))).toEqual(['ci.slice']);
    expect(shownIn(text)?.documents[0]?.text).toContain('\nSlice=ci.slice\n');
  });

  test('that nothing here defines has no document', () => {
    expect(unitsIn(configuration('', 'serviceOverrides.Slice = "system.slice";'))).toEqual({});
  });
});

describe('lines and links', () => {
  const text = `{ lib, ... }: {
  services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t";
    serviceOverrides.Slice = "ci.slice"; };
  systemd.services.github-runner-web.startAt = [ "daily"
    "weekly" ];
  systemd.timers.github-runner-web.timerConfig = {
    OnCalendar = [ "monthly" ];
    Persistent = lib.mkDefault true; Unit = "github-runner-web.service"; };
  systemd.slices.ci.sliceConfig.CPUWeight = 20;
}`;
  const document = (name: string): GeneratedDocument | undefined =>
    shownIn(text)?.documents.find((candidate) => candidate.name === name);

  const originOf = (name: string, line: string): { markdown: string; places: string[] } | undefined => {
    const found = document(name);
    const at = found?.text.indexOf(line) ?? -1;
    const origin = found?.origins.find(({ span }) => span.start <= at && at <= span.end);
    return (
      origin && {
        markdown: origin.markdown,
        places: origin.places.map((p) => `${lineAndColumn(p).line} ${p.source.text.slice(p.start, p.end)}`),
      }
    );
  };

  test('a time leads to its element of `startAt`, or of the timer', () => {
    expect(originOf(TIMER, 'OnCalendar=weekly')).toEqual({
      markdown:
        '**`systemd.services.github-runner-web.startAt`**\n\nSet in [`host.nix:4`](place:/host/host.nix#L4) with the ordinary priority 100.',
      places: ['5 "weekly"'],
    });
    expect(originOf(TIMER, 'OnCalendar=monthly')?.places).toEqual(['7 "monthly"']);
    expect(originOf(TIMER, 'WantedBy=')?.places).toEqual(['4 startAt']);
  });

  test('a setting leads to its definition', () => {
    expect(originOf(TIMER, 'Persistent=')).toEqual({
      markdown:
        '**`systemd.timers.github-runner-web.timerConfig.Persistent`**\n\nSet in [`host.nix:8`](place:/host/host.nix#L8) by `lib.mkDefault`, priority 1000.',
      places: ['8 Persistent'],
    });
    expect(originOf('ci.slice', 'CPUWeight=')?.places).toEqual(['9 CPUWeight']);
  });

  test('names of units lead to their documents', () => {
    const linksOf = (name: string): (readonly [string | undefined, string])[] | undefined => {
      const found = document(name);
      return found?.links
        .filter((link) => !link.name.endsWith('.sh'))
        .map((link) => [found.text.slice(link.span.start, link.span.end), link.name] as const);
    };
    expect(linksOf('github-runner-web.service')).toEqual([['ci.slice', 'ci.slice']]);
    expect(linksOf(TIMER)).toEqual([['github-runner-web.service', 'github-runner-web.service']]);
  });

  test('the name of another unit that ends alike is no link', () => {
    const other = configuration(
      'systemd.slices.ci.sliceConfig.CPUWeight = 20; systemd.services.github-runner-web.after = [ "a-ci.slice" ];',
      'serviceOverrides.Slice = "ci.slice";',
    );
    const [unit] = shownIn(other)?.documents ?? [];
    const links = unit?.links.filter(({ name }) => name === 'ci.slice') ?? [];
    expect(links.map(({ span }) => unit?.text.slice(span.start - 6, span.end))).toEqual(['Slice=ci.slice']);
  });
});

test('a change of a timer leaves the service running, and is told', () => {
  const [before, after] = ['daily', 'weekly'].map((time) => {
    const { file } = fixture(configuration(`systemd.services.github-runner-web.startAt = "${time}";`), '25.05');
    return runnersOfFile(file)[0];
  });
  expect(comparisonText(compareRunners(before, after), 'switch')).toEqual([
    'A switch leaves `github-runner-web.service` running: nothing of it changes.',
    'Units beside it that differ: `github-runner-web.timer`.',
  ]);
});

describe('what `systemd.units` makes of a unit', () => {
  const unit = (more: string, name = 'service'): string =>
    configuration(`systemd.units."github-runner-web.${name}" = { ${more} };
      systemd.services.github-runner-web.startAt = "daily";`);
  const text = '[Service]\\nExecStart=/bin/true\\n';

  test('a text by `lib.mkForce` takes the place of the whole unit', () => {
    const shown = shownIn(unit(`text = lib.mkForce "${text}";`));
    expect(shown?.documents[0]?.text).toBe('[Service]\nExecStart=/bin/true\n');
    expect(shown?.documents[0]?.origins[0]?.markdown).toBe(
      '**`systemd.units."github-runner-web.service".text`**\n\nSet in [`host.nix:3`](place:/host/host.nix#L3) by `lib.mkForce`, priority 50.',
    );
    expect(unitsIn(unit('text = lib.mkForce "[Timer]";', 'timer'))[TIMER]).toBe('[Timer]\n');
  });

  test('without it, NixOS refuses another text, and another switch', () => {
    expect(findingsIn(unit(`text = "${text}"; enable = false;`))).toEqual([
      'conflicting-definitions: systemd.units."github-runner-web.service".enable',
      'conflicting-definitions: systemd.units."github-runner-web.service".text',
    ]);
    expect(shownIn(unit(`text = "${text}";`))?.documents[0]?.text).toContain('Description=GitHub Actions runner\n');
  });

  test.each([
    [
      'enable = lib.mkForce false;',
      'NixOS masks `github-runner-web.service`, so that nothing starts it: `systemd.units."github-runner-web.service".enable` is false.',
    ],
    [
      'overrideStrategy = lib.mkForce "asDropin";',
      'NixOS writes this as `github-runner-web.service.d/overrides.conf`: it only adds to a unit of that name.',
    ],
    ['aliases = [ "ci.service" ];', '`github-runner-web.service` is also called `ci.service`.'],
    [
      'wantedBy = [ "multi-user.target" "ci.target" ];',
      '`github-runner-web.service` is started with `multi-user.target`, `ci.target`.',
    ],
    ['requiredBy = [ "a.target" ];', '`github-runner-web.service` is started with `a.target`, which fails without it.'],
  ])('is noted: %s', (more, note) => {
    const notes = shownIn(
      configuration(`systemd.units."github-runner-web.service" = { ${more} };
        systemd.services.github-runner-web.wantedBy = lib.mkForce [ ];`),
    )?.notes;
    expect(notes).toEqual([note]);
    expect(findingsIn(unit(more))).toEqual([]);
  });

  test('says nothing of protections where the text is another one', () => {
    const [before, after] = ['', `text = lib.mkForce "${text}";`].map((more) => {
      const { file } = fixture(unit(more), '25.05');
      return runnersOfFile(file)[0];
    });
    expect(comparisonText(compareRunners(before, after), 'switch').filter((t) => t.startsWith('Less'))).toEqual([]);
  });
});
