// Addresses at which no runner can be registered.
import { activeRunners } from './known';
import { optionFinding, optionText, type Remark } from './option-findings';
import type { Rule } from './rule';

export const runnerUrl: Rule = {
  name: 'runner-url',
  severity: 'warning',
  summary: 'The address is not that of a repository, an organisation or an enterprise on GitHub.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('url');
      const url = optionText(runner, 'url');
      const remark = url === undefined ? undefined : remarkOn(url);
      return state === undefined || remark === undefined
        ? []
        : optionFinding('runner-url', context, runner, state, remark);
    });
  },
};

const FORMS =
  '`https://github.com/owner/repository`, `https://github.com/organisation` or `https://github.com/enterprises/name`, on a GitHub server of your own with its name';

const ADDRESS = /^(https?):\/\/(?:([^@/]*)@)?([^/?#]*)([^?#]*)(.*)$/i;

/** Other places for repositories, and GitHub's own servers for something else. */
const OTHER_HOSTS =
  /^(gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com|git\.sr\.ht|dev\.azure\.com|(api|raw|gist|codeload)\.github\.com|raw\.githubusercontent\.com|ghcr\.io)$/i;

/** What is wrong with an address, the first thing only; the replacement is right in all respects. */
function remarkOn(url: string): Remark | undefined {
  const [, scheme = '', credentials, host = '', path = '', rest = ''] = ADDRESS.exec(url) ?? [];
  if (scheme === '') return withoutScheme(url);
  if (credentials !== undefined)
    return {
      message: `The address holds credentials, at which nobody looks when a runner is registered, and which everybody on the machine can read in the Nix store. Write \`https://${host}/…\`, and keep the token in the file that \`tokenFile\` names.`,
    };
  const parts = path.split('/').filter((part) => part !== '');
  const isGitHub = /^(www\.)?github\.com$/i.test(host);
  const right = rightAddress(host, parts, isGitHub);
  // The address means the same one; `https` in place of `http` may not.
  const safe = scheme.toLowerCase() === 'https';
  const replacement = right === undefined || right === url ? {} : { replacement: right, safe };
  if (OTHER_HOSTS.test(host))
    return { message: `\`${host}\` is not GitHub, and has no runners of this kind. Write ${FORMS}.` };
  if (parts.length === 0) return { message: `The address names no owner. Write ${FORMS}.` };
  if (isGitHub && /^(orgs|organizations|settings|users)$/.test(parts[0] ?? ''))
    return { message: `\`${parts[0] ?? ''}\` is a page of GitHub and not an owner. Write ${FORMS}.`, ...replacement };
  if (parts.length > 2)
    return {
      message: `The address has more parts than a repository has: registering the runner fails. Write ${FORMS}.`,
      ...replacement,
    };
  if (parts.length === 1 && parts[0] === 'enterprises')
    return { message: `The address names no enterprise. Write ${FORMS}.` };
  if (parts.at(-1)?.endsWith('.git') === true)
    return {
      message:
        'GitHub knows no repository of this name: `.git` belongs to the address for cloning. Write the address without it.',
      ...replacement,
    };
  if (rest !== '')
    return {
      message: `What follows the name of the repository does not belong to it. Write ${FORMS}.`,
      ...replacement,
    };
  if (path.endsWith('/'))
    return {
      message:
        'GitHub answers registrations at an address that ends in `/` with "Not Found". Write it without the slash.',
      ...replacement,
    };
  if (scheme.toLowerCase() === 'http' && !/^(localhost|[^:]*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|$)/.test(host))
    return {
      message: 'The token is sent over the network in the clear with `http`. Write `https`.',
      ...replacement,
    };
  return undefined;
}

function withoutScheme(url: string): Remark | undefined {
  if (url === '') return { message: `The address is empty. Write ${FORMS}.` };
  const ssh = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+)$/.exec(url);
  const [host, path] = ssh ? [ssh[1], ssh[2]] : (/^([\w-]+(?:\.[\w-]+)+)\/(.+)$/.exec(url)?.slice(1) ?? []);
  const parts = path?.split('/').filter((part) => part !== '');
  const right = host !== undefined && parts && rightAddress(host, parts, /^github\.com$/i.test(host));
  return {
    message: `The runner only accepts addresses that begin with \`https://\`. Write ${FORMS}.`,
    ...(right && { replacement: right, safe: true }),
  };
}

/** The address that was meant, where that is certain. */
function rightAddress(host: string, parts: readonly string[], isGitHub: boolean): string | undefined {
  const meant = isGitHub && /^(orgs|organizations)$/.test(parts[0] ?? '') ? parts.slice(1, 2) : parts.slice(0, 2);
  if (meant.length === 0 || (parts.length > 2 && !isGitHub) || /^(settings|users|enterprises)$/.test(meant.join('/')))
    return undefined;
  return `https://${host}/${meant.join('/').replace(/\.git$/, '')}`;
}
