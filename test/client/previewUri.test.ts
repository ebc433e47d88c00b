// Addresses of previews: what they say comes back, and tabs of the same title differ in their paths.
import { expect, test, vi } from 'vitest';
import { URI } from 'vscode-uri';

vi.mock('vscode', async () => {
  const { URI: Uri } = await import('vscode-uri');
  return {
    Uri,
    workspace: {
      getWorkspaceFolder: ({ path }: URI) => (path.startsWith('/w/') ? {} : undefined),
      asRelativePath: ({ path }: URI) => path.slice(1),
    },
  };
});
const { previewTarget, previewUri } = await import('../../client/src/previewUri');

const web = (source: string): ReturnType<typeof previewUri> =>
  previewUri({ source, option: 'services.github-runners.web', name: 'github-runner-web.service' });

test.each([
  'file:///w/a/web.nix',
  'file:///elsewhere/web.nix',
  'untitled:Untitled-1',
  'vscode-vfs://github/acme/web.nix',
])('the address of a preview of %s says what it is made of', (source) => {
  expect(previewTarget(web(source))).toEqual({
    source,
    option: 'services.github-runners.web',
    name: 'github-runner-web.service',
  });
});

test('previews of runners with the same name are told apart by their documents', () => {
  expect([web('file:///w/a/web.nix'), web('file:///elsewhere/b/web.nix')].map(({ path }) => path)).toEqual([
    '/w/a/web.nix/github-runner-web.service',
    '/elsewhere/b/web.nix/github-runner-web.service',
  ]);
});

test('a tab of an earlier version, whose path is the name alone, is understood', () => {
  const target = { source: 'file:///w/web.nix', option: 'services.github-runner', name: 'github-runner.service' };
  const { name, ...rest } = target;
  const uri = URI.from({ scheme: 'nixos-runner-preview', path: `/${name}`, query: JSON.stringify(rest) });
  expect(previewTarget(uri)).toEqual(target);
});
