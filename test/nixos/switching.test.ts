// What a switch does with a running service, told from the unit before and after.
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SWITCH_BEHAVIOUR,
  changedKeys,
  serviceUnitLines,
  switchAction,
  type ServiceUnit,
  type UnitLine,
} from '../../server/src/nixos';

const unit = (change: Partial<ServiceUnit> = {}): UnitLine[] =>
  serviceUnitLines('25.05', {
    unitConfig: { Description: 'A', After: 'network.target' },
    environment: { HOME: '/h' },
    serviceConfig: { ExecStart: '/run', KillSignal: 'SIGINT' },
    switchBehaviour: DEFAULT_SWITCH_BEHAVIOUR,
    wantedBy: ['multi-user.target'],
    ...change,
  });
const switching = (change: Partial<ServiceUnit['switchBehaviour']>): Partial<ServiceUnit> => ({
  switchBehaviour: { ...DEFAULT_SWITCH_BEHAVIOUR, ...change },
});
const otherStart = { serviceConfig: { ExecStart: '/other', KillSignal: 'SIGINT' } };

describe('a switch', () => {
  test('leaves an equal unit alone, unless its scripts are others', () => {
    expect(switchAction(unit(), unit(), false)).toBe('none');
    expect(switchAction(unit(), unit(), true)).toBe('restart');
  });

  test.each([
    ['a setting', otherStart],
    ['a setting that goes', { serviceConfig: { ExecStart: '/run' } }],
    ['a setting that comes', { serviceConfig: { ExecStart: '/run', KillSignal: 'SIGINT', Nice: 5 } }],
    ['a variable', { environment: { HOME: '/i' } }],
    ['an order', { unitConfig: { Description: 'A', After: 'network.target x.service' } }],
    ['what wants it', { wantedBy: [] }],
  ])('restarts for %s', (_, change) => {
    expect(switchAction(unit(), unit(change), false)).toBe('restart');
  });

  test('does nothing for a description alone', () => {
    expect(switchAction(unit(), unit({ unitConfig: { Description: 'B', After: 'network.target' } }), false)).toBe(
      'none',
    );
  });

  test('reloads for reload triggers alone, and for units that ask for it', () => {
    const triggers = { unitConfig: { Description: 'A', After: 'network.target', 'X-Reload-Triggers': '/nix/store/x' } };
    expect(switchAction(unit(), unit(triggers), false)).toBe('reload');
    expect(switchAction(unit(), unit({ ...triggers, ...otherStart }), false)).toBe('restart');
    expect(switchAction(unit(), unit({ ...otherStart, ...switching({ reloadIfChanged: true }) }), false)).toBe(
      'reload',
    );
  });

  test('skips a unit whose new text forbids the restart', () => {
    expect(switchAction(unit(), unit({ ...otherStart, ...switching({ restartIfChanged: false }) }), false)).toBe(
      'skip',
    );
    const manual = { unitConfig: { Description: 'A', After: 'network.target', RefuseManualStop: true } };
    expect(switchAction(unit(), unit({ ...otherStart, ...manual }), false)).toBe('skip');
    expect(
      switchAction(unit(switching({ restartIfChanged: false })), unit(), false),
      'the old text does not count',
    ).toBe('restart');
  });
});

test('changed keys are told in the order of the unit', () => {
  expect(changedKeys(unit(), unit({ ...otherStart, environment: { PATH: '/p' } }))).toEqual([
    'Environment.HOME',
    'Service.ExecStart',
    'Environment.PATH',
  ]);
});
