import { expect, test } from 'vitest';
import { unknownValues } from '../../server/src/features';
import { fixture } from './support';

const listed = (text: string, chosen?: string): string[] => {
  const { file } = fixture(text, '25.05');
  return unknownValues(file, chosen).map(({ expression, option, at }) => {
    const place = at === undefined ? 'nowhere' : at.source.text.slice(at.start, at.end);
    return `${option}: ${expression} at ${place}`;
  });
};

const web = (more: string): string =>
  `{ config, ... }: { services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${more} }; }`;

test('a runner of which everything is known has none', () => {
  expect(listed(web(''))).toEqual([]);
});

test('a value that another module would tell, at the option that has it', () => {
  expect(listed(web('extraEnvironment.CACHE = config.services.harmonia.address;'))).toEqual([
    'services.github-runners.web.extraEnvironment: config.services.harmonia.address at extraEnvironment',
  ]);
});

test('a value in several texts is listed once', () => {
  expect(listed(web('workDir = config.a; serviceOverrides.MemoryMax = config.a;'))).toEqual([
    'services.github-runners.web.workDir: config.a at workDir',
  ]);
});

test('a file without runners has none', () => {
  expect(listed('{ config, ... }: { networking.hostName = config.a; }')).toEqual([]);
});
