// `services.github-runner` in releases that only have `services.github-runners.<name>`.
import { showOption } from '../modules/definition';
import { optionTrees } from '../nixos';
import { namesLike } from './edits';
import type { Rule } from './rule';
import { definitionsAt } from './unknown-option';

export const removedOption: Rule = {
  name: 'removed-option',
  severity: 'error',
  summary: 'The singular `services.github-runner` was removed in NixOS 24.05.',
  checkHost({ host, program }) {
    const { path, status } = optionTrees(host.release).singular;
    if (status !== 'removed') return [];
    return definitionsAt(host.evaluation.unmatched(), path).flatMap(({ definition }) => {
      const { at } = definition;
      if (at === undefined) return [];
      const name = { source: at.source, start: at.start, end: at.end };
      return [
        {
          rule: 'removed-option',
          severity: 'error',
          message: `\`${showOption(path)}\` was removed in NixOS 24.05 and has no effect any more. Use \`services.github-runners.<name>\` instead.`,
          at: name,
          option: showOption(path),
          fixes: [
            {
              title: 'Change to `services.github-runners.default`',
              edits: namesLike(program(name.source.path), name).map((place) => ({
                at: place,
                newText: 'github-runners.default',
              })),
              safe: true,
            },
          ],
        },
      ];
    });
  },
};
