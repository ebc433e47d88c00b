// Labels that do not come out on GitHub as they are written.
import { attempt } from '../evaluator/errors';
import type { Program } from '../evaluator/evaluate';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { force, isList } from '../evaluator/values';
import { showOption } from '../modules/definition';
import type { Host } from '../runner/host';
import type { Runner, RunnerOptionState } from '../runner/runner';
import { nodeAt } from '../syntax/visit';
import { removedElement } from './edits';
import type { Finding, Severity } from './finding';
import { activeRunners, knownText } from './known';
import { optionFlag } from './option-findings';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';

export const labelFormat: Rule = {
  name: 'label-format',
  severity: 'warning',
  summary: 'A label does not come out on GitHub as it is written.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const labels = runner.options.get('extraLabels');
      return labels === undefined ? [] : ofLabels(context, runner, labels);
    });
  },
};

function ofLabels(context: HostContext, runner: Runner, state: RunnerOptionState): Finding[] {
  const seen = new Set<string>();
  const noDefaults = optionFlag(runner, 'noDefaultLabels') ?? runner.options.has('noDefaultLabels');
  const architecture = architectureLabel(context.host);
  const defaults = noDefaults ? [] : [...DEFAULT_LABELS, ...(architecture === undefined ? [] : [architecture])];
  // Of two labels that are the same, the later one is at fault.
  const definitions = [...state.definitions].sort((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0));
  return definitions.flatMap((definition) => {
    const list = attempt(() => force(definition.value));
    if (list === undefined || !isList(list)) return [];
    return list.flatMap((item, i): Finding[] => {
      const label = knownText(item);
      const at = innermostPlace(definition, context, i);
      if (label === undefined || at === undefined) return [];
      const remark = remarkOn(label, seen, defaults);
      seen.add(label.toLowerCase());
      if (remark === undefined) return [];
      const { message, severity } = remark;
      return [
        {
          rule: 'label-format',
          option: showOption(state.loc),
          at,
          message,
          severity,
          ...fixFor(context, label, at, remark.removable === true),
        },
      ];
    });
  });
}

const MAX_LENGTH = 256;

/** Labels that every runner has by itself (actions/runner, ConfigurationManager), in lower case. */
const DEFAULT_LABELS = ['self-hosted', 'linux'];
/** The label that the runner adds for its architecture, by the name of the platform's processor. */
const ARCHITECTURE_LABELS: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'x64'],
  ['aarch64', 'arm64'],
  ['armv7l', 'arm'],
]);

interface LabelRemark {
  readonly message: string;
  readonly severity: Severity;
  /** Whether nothing changes without the label. */
  readonly removable?: boolean;
}

/** The label that runners of a host have for its architecture; `undefined` where the platform is not known. */
function architectureLabel({ platform }: Host): string | undefined {
  const processor = knownText(lazy(() => selectAttr(selectAttr(selectAttr(force(platform), 'parsed'), 'cpu'), 'name')));
  return processor === undefined ? undefined : ARCHITECTURE_LABELS.get(processor);
}

function remarkOn(label: string, seen: ReadonlySet<string>, defaults: readonly string[]): LabelRemark | undefined {
  const warning = (message: string): LabelRemark => ({ message, severity: 'warning' });
  const superfluous = (message: string, severity: Severity): LabelRemark => ({ message, severity, removable: true });
  const name = label.toLowerCase();
  if (label.trim() === '') return superfluous('An empty label is left out. Remove it.', 'warning');
  if (label.includes(','))
    return warning(
      'Commas separate labels: this becomes several labels on GitHub. Write each label as an element of its own.',
    );
  if (label !== label.trim())
    return warning('The label begins or ends with a blank, with which no job will ask for it. Remove the blank.');
  if (label.length > MAX_LENGTH)
    return warning(`A label may have at most ${String(MAX_LENGTH)} characters: the runner refuses to register.`);
  if (seen.has(name))
    return superfluous(
      'This label is there already; GitHub does not tell capitals in labels. Remove it.',
      'information',
    );
  if (!defaults.includes(name)) return undefined;
  return superfluous(
    DEFAULT_LABELS.includes(name)
      ? `Every runner on Linux has the label \`${label}\` by itself. Remove it.`
      : `A runner has the label of the host's architecture, \`${label}\`, by itself. Remove it.`,
    'information',
  );
}

/** Takes a superfluous element out of a list; splits and trims a label that is written out. */
function fixFor(context: HostContext, label: string, at: Finding['at'], removable: boolean): Pick<Finding, 'fixes'> {
  const program = context.program(at.source.path);
  if (removable) {
    const list = program && nodeAt(program.parse.root, at.start).findLast((expr) => expr.kind === 'List');
    const isElement = list?.items.some(({ span }) => span.start === at.start && span.end === at.end) === true;
    if (!isElement) return {};
    return { fixes: [{ title: 'Remove the label', edits: [removedElement(program as Program, at)], safe: true }] };
  }
  const parts = label.split(',').map((part) => part.trim());
  if (parts.some((part) => part === '') || (parts.length === 1 && parts[0] === label)) return {};
  if (at.source.text.slice(at.start, at.end) !== JSON.stringify(label)) return {};
  const newText = parts.map((part) => JSON.stringify(part)).join(' ');
  return { fixes: [{ title: `Change to \`${newText}\``, edits: [{ at, newText }], safe: true }] };
}
