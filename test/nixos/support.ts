import {
  DEFAULT_SWITCH_BEHAVIOUR,
  GLOBAL_ENVIRONMENT,
  packageStoreName,
  registeredName,
  registrationJson,
  runnerNames,
  runnerScripts,
  runnerUnitDefinitions,
  searchPath,
  serviceUnitLines,
  SERVICE_PATH_PACKAGES,
  unitSettings,
  unitText,
  unknownStorePath,
  type ModuleDefinition,
  type PlainValue,
  type Release,
  type RunnerPaths,
  type RunnerScript,
  type RunnerValues,
  type ServiceUnit,
  type SettingValue,
} from '../../server/src/nixos/index';

/** Options of a runner that sets nothing but what it must. */
export const PLAIN_VALUES: RunnerValues = {
  url: 'https://github.com/example',
  tokenFile: '/run/t',
  tokenFileCopy: null,
  tokenType: 'auto',
  name: null,
  runnerGroup: null,
  extraLabels: [],
  noDefaultLabels: false,
  replace: false,
  ephemeral: false,
  workDir: null,
  user: null,
  group: null,
  extraEnvironment: {},
  extraPackages: [],
};

const attribute = (name: string): string => unknownStorePath(packageStoreName([name]));

export const PATHS: RunnerPaths = {
  package: attribute('github-runner'),
  nix: attribute('nix'),
  bash: attribute('bash'),
  diffutils: attribute('diffutils'),
  attribute,
};

export function serviceUnitText(release: Release, unit: ServiceUnit): string {
  return unitText(serviceUnitLines(release, unit));
}

/** A runner's unit, scripts and registration file, rendered without the module system. */
export interface RenderedRunner {
  readonly unit: string;
  readonly scripts: readonly RunnerScript[];
  readonly registration: string;
}

/**
 * Renders a runner from plain options.
 * @param more definitions of the person's own in `systemd.services.<unit>`, serviceOverrides among them
 */
export function renderRunner(
  release: Release,
  attributeName: string,
  given: Partial<RunnerValues>,
  more: readonly ModuleDefinition[] = [],
): RenderedRunner {
  const names = runnerNames(release, attributeName);
  const all = { ...PLAIN_VALUES, ...given };
  const values = { ...all, name: registeredName(release, attributeName, all.name) };
  const scripts = runnerScripts(release, {
    names,
    values,
    paths: PATHS,
    configPath: unknownStorePath(names.configFile),
  });
  const merged = merge([...runnerUnitDefinitions(release, { names, values, paths: PATHS, scripts }), ...more]);
  const service = { ...merged.get('') };
  const path = [...(service['path'] as string[]), ...SERVICE_PATH_PACKAGES.map(attribute)];
  const environment = Object.fromEntries(
    GLOBAL_ENVIRONMENT.map((variable) => [variable.name, attribute(variable.package) + variable.suffix]),
  );
  return {
    unit: serviceUnitText(release, {
      unitConfig: unitSettings(release, names.service, {
        description: service['description'] as string,
        wants: service['wants'] as string[],
        after: service['after'] as string[],
      }),
      environment: {
        ...environment,
        ...(merged.get('environment') as Record<string, string>),
        PATH: searchPath(path),
      },
      serviceConfig: merged.get('serviceConfig') as Record<string, SettingValue>,
      switchBehaviour: DEFAULT_SWITCH_BEHAVIOUR,
      wantedBy: service['wantedBy'] as string[],
    }),
    scripts,
    registration: registrationJson(release, values),
  };
}

/** Just enough merging for units: the strongest priority wins, lists are joined in order. */
function merge(definitions: readonly ModuleDefinition[]): Map<string, Record<string, PlainValue>> {
  const groups = new Map<string, ModuleDefinition[]>();
  for (const definition of definitions) {
    const key = definition.path.join('/');
    groups.set(key, [...(groups.get(key) ?? []), definition]);
  }
  const out = new Map<string, Record<string, PlainValue>>();
  for (const group of groups.values()) {
    const strongest = Math.min(...group.map((definition) => definition.priority));
    const left = group.filter((d) => d.priority === strongest).sort((a, b) => a.order - b.order);
    const path = left[0]?.path ?? [];
    const section = path.slice(0, -1).join('/');
    const value = left.some((d) => Array.isArray(d.value))
      ? left.flatMap((d) => d.value as PlainValue[])
      : (left.at(-1)?.value ?? null);
    out.set(section, { ...out.get(section), [path.at(-1) ?? '']: value });
  }
  return out;
}
