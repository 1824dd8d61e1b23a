import { withoutEmptyParts } from '../../lib/join-values.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { misspeltPath } from './authenticators.ts';
import { checkChartChoices } from './chart-choices.ts';
import { chartDefaults, chartSchema } from './chart-facts.ts';
import { checkUnknownNulls } from './chart-nulls.ts';
import { checkChartSchema } from './chart-schema.ts';
import { checkChartSecrets } from './chart-secrets.ts';
import { checkGroupsManaged } from './groups-managed.ts';
import { checkProfileList } from './profiles.ts';
import { checkPython } from './python.ts';
import { type HubSettings, type Surroundings, surroundingsOf } from './surroundings.ts';
import { checkTraits, nearClass } from './traits.ts';

/**
 * Checks raw values of the chart: against the chart's own schema, against the traits of the hub image's classes, for
 * secrets in plain text, and for what is at odds with the platform's own choices.
 *
 * @param at Where the values stand in the document.
 * @param ours The values that they are joined with.
 */
export function checkChartValues(
  raw: unknown,
  at: readonly PathSegment[],
  settings: HubSettings = {},
  ours: object = {},
): SettingsProblem[] {
  if (raw === undefined || raw === null) return [];
  if (!isMapping(raw)) return [{ path: at, message: `expected a mapping${found(at, raw)}` }];
  if (Object.keys(raw).length === 0) return [];
  const values = withoutEmptyParts(raw, ours);
  const surroundings = surroundingsOf(values, settings);
  const readers = { lenient: surroundings.lenient('KubeSpawner'), ownForm: surroundings.ownForm };
  const profiles = ['singleuser', 'profileList'];
  return withoutRepeats([
    ...checkChartSchema(values, at),
    ...checkUnknownNulls(values, chartSchema(), at),
    ...checkHubConfig(values, at, surroundings),
    ...checkProfileList(valueAt(values, profiles), [...at, ...profiles], readers),
    ...checkGroupsManaged(values, at, settings.config ?? {}, surroundings.python),
    ...checkPython(values, at, surroundings),
    ...checkChartSecrets(values, at),
    ...checkChartChoices(values, at),
  ]);
}

/** Each fault once: several checks may find it. */
export function withoutRepeats(problems: readonly SettingsProblem[]): SettingsProblem[] {
  const key = ({ path, message }: SettingsProblem) => JSON.stringify([path, message]);
  return [...new Map(problems.map((problem) => [key(problem), problem])).values()];
}

function checkHubConfig(values: Mapping, at: readonly PathSegment[], surroundings: Surroundings): SettingsProblem[] {
  const config = valueAt(values, ['hub', 'config']);
  if (!isMapping(config)) return [];
  return Object.entries(config).flatMap(([className, traits]) => {
    const path = [...at, 'hub', 'config', className];
    // Helm hands on a null that takes no default of the chart away, and the hub does not start.
    if (traits === null && valueAt(chartDefaults(), ['hub', 'config', className]) === undefined) {
      return [{ path, message: `expected a mapping${found(path, traits)}`, fix: 'leave it out' }];
    }
    const lenient = surroundings.lenient(className);
    const removable = (name: string) => valueAt(chartDefaults(), ['hub', 'config', className, name]) !== undefined;
    return [
      ...checkClassName(className, path, surroundings),
      ...(className === 'JupyterHub' ? checkClassPaths(traits, path, lenient) : []),
      ...checkTraits(className, traits, path, { lenient, removable }),
      ...(isMapping(traits)
        ? checkProfileList(traits.profile_list, [...path, 'profile_list'], { lenient, ownForm: surroundings.ownForm })
        : []),
    ];
  });
}

/** Classes that the hub is configured to use, by their import paths. */
function checkClassPaths(traits: unknown, at: readonly PathSegment[], lenient: boolean): SettingsProblem[] {
  return ['authenticator_class', 'spawner_class'].flatMap((trait) => {
    const wrong = misspeltPath(valueAt(traits, [trait]));
    if (wrong === undefined) return [];
    const fix = wrong.meant && `write ${wrong.meant}`;
    const message = `the package ${wrong.root} of the hub image has no such class`;
    return [{ path: [...at, trait], message, ...(fix && { fix }), ...(lenient && { severity: 'warning' as const }) }];
  });
}

/** Programs that have a configuration of their own, which is not the hub's. */
const ELSEWHERE: readonly (readonly [name: RegExp, fix: string])[] = [
  [/^(IdleCuller|Culler|Cull)$/, 'use hub.culling'],
  [
    /^(ServerApp|NotebookApp|LabApp|SingleUserNotebookApp|SingleUserLabApp|JupyterApp|ContentsManager|FileContentsManager|(Mapping|Multi)?KernelManager|MappingKernelManager|TerminalManager|ServerProxy|IPKernelApp|InteractiveShellApp)$/,
    "it configures users' servers: put it into a file with singleuser.extraFiles",
  ],
];

function checkClassName(
  className: string,
  path: readonly PathSegment[],
  surroundings: Surroundings,
): SettingsProblem[] {
  const [, elsewhere] = ELSEWHERE.find(([name]) => name.test(className)) ?? [];
  if (elsewhere && !surroundings.python.includes(className)) {
    return [{ path, atKey: true, message: 'nothing in the hub reads this', fix: elsewhere, severity: 'warning' }];
  }
  const near = nearClass(className);
  if (near === undefined || near === className || surroundings.python.includes(className)) return [];
  return [
    {
      path,
      atKey: true,
      message: 'the hub image has no such class',
      fix: `did you mean "${near}"?`,
      ...(surroundings.lenient(near) && { severity: 'warning' }),
    },
  ];
}
