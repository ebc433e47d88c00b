// Hovers over paths, and the links that hovers have.
import { expect, test } from 'vitest';
import { hover } from '../../server/src/features';
import { fixture } from './support';

const runner = 'services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; };';

function hoverText(text: string, others: Readonly<Record<string, string>> = {}): string {
  const { file, files, offset } = fixture(text, '25.05', others);
  return hover(file, offset, files)?.markdown ?? 'nothing';
}

test('a directive has its summary and its page of the manual', () => {
  const shown = hoverText(`{ ${runner} systemd.services.github-runner-web.serviceConfig.Memory$0Max = "1G"; }`);
  expect(shown).toContain('Memory above which processes of the service are killed.');
  expect(shown).toContain(
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html#MemoryMax=',
  );
});

test.each([
  ['DynamicUser', 'exec'],
  ['KillMode', 'kill'],
  ['Restart', 'service'],
  ['RestrictAddressFamilies', 'exec'],
  ['IPCNamespacePath', 'exec'],
  ['StartLimitBurst', 'unit'],
])('%s is described in systemd.%s', (name, page) => {
  const shown = hoverText(`{ ${runner} systemd.services.github-runner-web.serviceConfig.$0${name} = "x"; }`);
  expect(shown).toContain(`systemd.${page}.html#${name}=`);
});

test('a path says what it leads to', () => {
  const others = { 'a.txt': 'x' };
  expect(hoverText(`{ ${runner} x = ./a$0.txt; }`, others)).toBe('`/host/a.txt`\n\nA file.');
  expect(hoverText(`{ ${runner} x = ./b$0.txt; }`, others)).toBe('`/host/b.txt`\n\nNothing is there.');
});

test('an option links to the search for options', () => {
  expect(hoverText('{ services.github-runners.web.u$0rl = "u"; }')).toContain(
    'https://search.nixos.org/options?channel=25.05&show=services.github-runners.%3Cname%3E.url',
  );
});
