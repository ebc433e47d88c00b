import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SWITCH_BEHAVIOUR,
  jobScripts,
  mixedSettingDefinitions,
  serviceUnitLines,
  searchPath,
  unitSettings,
  type ServiceUnit,
} from '../../server/src/nixos/index';
import { serviceUnitText } from './support';

const SMALL: ServiceUnit = {
  unitConfig: { Description: 'Small', After: 'network.target' },
  environment: { B: '2', A: '1', GONE: null },
  serviceConfig: {
    Restart: 'no',
    ExecStartPre: ['/one', '/two'],
    PrivateTmp: true,
    TimeoutSec: 5,
    SystemCallFilter: [],
  },
  switchBehaviour: DEFAULT_SWITCH_BEHAVIOUR,
  wantedBy: ['multi-user.target', 'graphical.target'],
};
const ALL_FLAGS = { reloadIfChanged: false, restartIfChanged: false, stopIfChanged: false, notSocketActivated: true };

describe('the text of a service unit', () => {
  it('of 23.11 has the gaps of an unfilled template and no [Install]', () => {
    expect(serviceUnitText('23.11', SMALL)).toBe(
      `[Unit]
After=network.target
Description=Small

[Service]
Environment="A=1"
Environment="B=2"



ExecStartPre=/one
ExecStartPre=/two
PrivateTmp=true
Restart=no
TimeoutSec=5

`,
    );
  });

  it('of 24.05 has neither gaps nor anything after [Install]', () => {
    expect(serviceUnitText('24.05', SMALL)).toBe(
      `[Unit]
After=network.target
Description=Small

[Service]
Environment="A=1"
Environment="B=2"
ExecStartPre=/one
ExecStartPre=/two
PrivateTmp=true
Restart=no
TimeoutSec=5

[Install]
WantedBy=multi-user.target graphical.target
`,
    );
  });

  it('has no [Install] where nothing wants the unit', () => {
    expect(serviceUnitText('25.05', { ...SMALL, wantedBy: [] })).not.toContain('[Install]');
  });

  it('puts the lines for switch-to-configuration between the environment and the settings', () => {
    const unit: ServiceUnit = {
      ...SMALL,
      environment: { A: '1' },
      serviceConfig: { Restart: 'no' },
      switchBehaviour: ALL_FLAGS,
      wantedBy: [],
    };
    const body = (text: string): string => text.slice(text.indexOf('[Service]'));
    expect(body(serviceUnitText('22.11', unit))).toBe(
      '[Service]\nEnvironment="A=1"\n\nX-RestartIfChanged=false\n\nX-StopIfChanged=false\nRestart=no\n\n',
    );
    expect(body(serviceUnitText('24.11', unit))).toBe(
      '[Service]\nEnvironment="A=1"\nX-RestartIfChanged=false\nX-StopIfChanged=false\nRestart=no\n',
    );
    expect(body(serviceUnitText('25.05', unit))).toBe(
      '[Service]\nEnvironment="A=1"\nX-RestartIfChanged=false\nX-StopIfChanged=false\nX-NotSocketActivated=true\nRestart=no\n',
    );
  });

  it('writes reloading instead of restarting', () => {
    const text = serviceUnitText('25.05', { ...SMALL, switchBehaviour: { ...ALL_FLAGS, reloadIfChanged: true } });
    expect(text).toContain('\nX-ReloadIfChanged=true\n');
    expect(text).not.toContain('X-RestartIfChanged');
  });

  it('says for each line what it was made from', () => {
    const lines = serviceUnitLines('25.05', { ...SMALL, switchBehaviour: ALL_FLAGS });
    expect(lines.filter((line) => line.key !== undefined).map((line) => [line.key, line.index])).toEqual([
      ['Unit.After', undefined],
      ['Unit.Description', undefined],
      ['Environment.A', undefined],
      ['Environment.B', undefined],
      ['Switch.restartIfChanged', undefined],
      ['Switch.stopIfChanged', undefined],
      ['Switch.notSocketActivated', undefined],
      ['Service.ExecStartPre', 0],
      ['Service.ExecStartPre', 1],
      ['Service.PrivateTmp', undefined],
      ['Service.Restart', undefined],
      ['Service.TimeoutSec', undefined],
      ['Install.WantedBy', undefined],
    ]);
  });

  it('keeps lines and text in step where a value has line breaks', () => {
    const unit = { ...SMALL, serviceConfig: { ExecStart: 'a\nb' } };
    const lines = serviceUnitLines('25.05', unit);
    expect(lines.filter((line) => line.key === 'Service.ExecStart').map((line) => line.text)).toEqual([
      'ExecStart=a',
      'b',
    ]);
    expect(serviceUnitText('25.05', unit)).toBe(`${lines.map((line) => line.text).join('\n')}\n`);
  });
});

describe('settings of [Unit] from attributes', () => {
  it('joins lists with blanks and leaves out what is empty', () => {
    expect(
      unitSettings('25.05', 'a', {
        after: ['b.service', 'c.target'],
        wants: [],
        description: '',
        startLimitBurst: 3,
        documentation: ['man:a(1)', 'https://a.example'],
      }),
    ).toEqual({
      After: 'b.service c.target',
      StartLimitBurst: '3',
      Documentation: 'man:a(1) https://a.example',
    });
  });

  it('knows `upholds` from 24.05 on', () => {
    expect(unitSettings('23.11', 'a', { upholds: ['b.service'] })).toEqual({});
    expect(unitSettings('24.05', 'a', { upholds: ['b.service'] })).toEqual({ Upholds: 'b.service' });
  });

  it('puts restart triggers into a file from 23.11 on', () => {
    const triggers = { restart: ['/nix/store/x', 'y'], reload: ['z'] };
    expect(unitSettings('22.11', 'a', {}, triggers)).toEqual({
      'X-Restart-Triggers': '/nix/store/x y',
      'X-Reload-Triggers': 'z',
    });
    expect(unitSettings('25.05', 'a', {}, triggers)['X-Restart-Triggers']).toMatch(/-X-Restart-Triggers-a$/);
  });

  it('knows from when on a list may stand beside a single value', () => {
    expect(mixedSettingDefinitions('23.11')).toBe('error');
    expect(mixedSettingDefinitions('24.05')).toBe('joined');
  });
});

describe('PATH', () => {
  it('has all bin folders before all sbin folders', () => {
    expect(searchPath(['/a', '/b'])).toBe('/a/bin:/b/bin:/a/sbin:/b/sbin');
  });
});

describe('scripts of a service', () => {
  const context = { shell: '/nix/store/x-bash/bin/bash', scriptArgs: '', strictShellChecks: false };

  it('are run by settings that extend or replace others', () => {
    const scripts = jobScripts('25.05', 'a@b', { script: 'echo hi', preStart: 'true\n', postStop: '' }, context);
    expect(scripts.map((script) => [script.name, script.setting, script.value])).toEqual([
      ['a_b-pre-start', 'ExecStartPre', [`/nix/store/${'e'.repeat(32)}-unit-script-a_b-pre-start/bin/a_b-pre-start`]],
      // NixOS leaves the blank before the arguments there when there are none.
      ['a_b-start', 'ExecStart', `/nix/store/${'e'.repeat(32)}-unit-script-a_b-start/bin/a_b-start `],
    ]);
  });

  it('have another head from 24.11 on', () => {
    const text = (release: '24.05' | '24.11' | '26.05', strictShellChecks = false): string | undefined =>
      jobScripts(release, 'a', { script: 'echo hi\n' }, { ...context, strictShellChecks })[0]?.text;
    expect(text('24.05')).toBe('#!/nix/store/x-bash/bin/bash\nset -e\necho hi\n\n\n');
    expect(text('24.11')).toBe('#!/nix/store/x-bash/bin/bash\nset -e\n\necho hi\n\n\n');
    expect(text('24.11', true)).toBe(
      '#!/nix/store/x-bash/bin/bash\nset -o errexit\nset -o nounset\nset -o pipefail\n\necho hi\n\n',
    );
    expect(text('26.05', true)).toBe(
      '#!/nix/store/x-bash/bin/bash\nset -o errexit\nset -o nounset\nset -o pipefail\n\nexport PATH="$PATH"\n\necho hi\n\n',
    );
  });
});
