// What package.json promises has to be there: texts, commands, settings and files.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../client/src/checks';
import { RELEASES } from '../../server/src/nixos';
import { RULE_LEVELS, RULE_NAMES } from '../../server/src/rules';
import { clientSource, manifest, read, ROOT } from './support';

const { commands, menus, configuration, walkthroughs } = manifest.contributes;
const settings = Object.entries(configuration.properties);
const titled = new Set(commands.map(({ command }) => command));

describe('texts', () => {
  const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);

  test('each text that package.json names is in package.nls.json, and no other', () => {
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  test('no text is empty', () => {
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('commands', () => {
  const registered = new Set([...clientSource.matchAll(/'(nixosRunner\.[A-Za-z]+)'/g)].map(([, id]) => id));

  test('each has a title for translation, a category and an implementation', () => {
    for (const { command, title, category } of commands) {
      expect(title, command).toMatch(/^%.+%$/);
      expect(category, command).toBe('%command.category%');
      expect(registered, command).toContain(command);
    }
  });

  test('none is for the mouse alone: what lenses and links start is in the palette', () => {
    const own = [...clientSource.matchAll(/_COMMAND = '(nixosRunner\.\w+)'/g)].map(([, id]) => id ?? '');
    expect(own.length).toBeGreaterThan(5);
    expect(own.filter((id) => !titled.has(id))).toEqual([]);
  });

  test('menus show commands that have a title', () => {
    const shown = Object.values(menus).flatMap((items) => items.flatMap(({ command }) => command ?? []));
    expect(shown.filter((command) => !titled.has(command))).toEqual([]);
  });

  test('the palette says of each command when it applies', () => {
    const conditions = new Map(menus['commandPalette']?.map(({ command, when }) => [command, when]));
    expect(commands.filter(({ command }) => !conditions.get(command))).toEqual([]);
  });
});

test('each colour is there in all kinds of themes', () => {
  const kinds = ['dark', 'light', 'highContrast', 'highContrastLight'];
  expect(manifest.contributes.colors.map(({ defaults }) => Object.keys(defaults))).toEqual([kinds]);
});

describe('settings', () => {
  test('each has the one prefix and a description for translation', () => {
    for (const [name, { description, markdownDescription }] of settings) {
      expect(name).toMatch(/^nixosRunner\./);
      expect(description ?? markdownDescription, name).toMatch(/^%.+%$/);
    }
  });

  test('each has a default, a scope and, for a choice, values that include the default', () => {
    for (const [name, setting] of settings) {
      expect(setting, name).toHaveProperty('default');
      expect(setting, name).toHaveProperty('scope');
      if (setting.enum !== undefined) {
        expect(setting.enum, name).toContain(setting.default);
      }
    }
  });

  test('the releases are those that the server knows', () => {
    expect(configuration.properties['nixosRunner.release']?.enum).toEqual(['auto', ...RELEASES]);
  });

  test('the rules and their severities are those that the server knows', () => {
    const { propertyNames, additionalProperties } = configuration.properties['nixosRunner.rules'] ?? {};
    expect(propertyNames?.enum).toEqual(RULE_NAMES);
    expect(additionalProperties?.enum).toEqual(RULE_LEVELS);
  });

  test('the programs that look at previews are those that can, and all do unless switched off', () => {
    const { properties, default: all } = configuration.properties['nixosRunner.externalChecks'] ?? {};
    expect(Object.keys(properties ?? {})).toEqual(CHECKS);
    expect(all).toEqual(Object.fromEntries(CHECKS.map((name) => [name, true])));
  });

  test('the README lists each setting with its values, and no other', () => {
    const rows = new Map(
      [...read('README.md').matchAll(/^\| `(nixosRunner\.[^`]+)`\s*\|(.*)$/gm)].map(([, name, rest]) => [name, rest]),
    );
    expect([...rows.keys()].sort()).toEqual(settings.map(([name]) => name).sort());
    for (const [name, setting] of settings) {
      for (const value of setting.enum ?? []) {
        expect(rows.get(name), name).toContain(`\`${value}\``);
      }
    }
  });

  test('what an untrusted workspace may not set exists', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations ?? [];
    const names = settings.map(([name]) => name);
    expect(restricted.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('walkthroughs', () => {
  const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  test('each step has texts for translation', () => {
    for (const { title, description, media } of steps)
      for (const text of [title, description, media.altText]) expect(text).toMatch(/^%walkthrough\..+%$/);
  });

  test('what steps start and wait for is there', () => {
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    const links = [
      ...Object.values(texts)
        .join('\n')
        .matchAll(/\(command:([\w.]+)/g),
    ].map(([, id]) => id ?? '');
    const own = [...links, ...events.map((event) => event.replace(/^onCommand:/, ''))];
    expect(links).toContain('nixosRunner.previewUnit');
    expect(own.filter((id) => id.startsWith('nixosRunner.') && !titled.has(id))).toEqual([]);
    const changed = events.flatMap((event) => /^onSettingChanged:(.+)$/.exec(event)?.[1] ?? []);
    expect(Object.keys(configuration.properties)).toEqual(expect.arrayContaining(changed));
    // The kinds of events that the editor knows; a step that waits for another one is never done.
    expect(events.filter((event) => !/^(onCommand|onContext|onSettingChanged):./.test(event))).toEqual([]);
  });
});

test('each file that package.json names is there', () => {
  const made = /^\.\/(dist|l10n)\b/;
  const named = [...read('package.json').matchAll(/"((?:\.\/|images\/)[^"]+)"/g)].flatMap(([, file]) => file ?? []);
  expect(named.filter((file) => !made.test(file) && !existsSync(path.join(ROOT, file)))).toEqual([]);
  expect(named).toContain(manifest.icon);
});

test('the pictures of the README are there, each with words in place of it', () => {
  const pictures = [...read('README.md').matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)].map(([, words, file]) => ({
    words,
    file,
  }));
  expect(pictures).not.toHaveLength(0);
  for (const { words, file } of pictures) {
    expect(file).toMatch(/^images\/[\w-]+\.png$/);
    expect(existsSync(path.join(ROOT, file ?? '')), file).toBe(true);
    expect(words?.length, file).toBeGreaterThan(20);
  }
});
