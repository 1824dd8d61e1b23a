import { didYouMean } from '../../system/did-you-mean.ts';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import { type FormatProblem, filledIn, formatProblems } from './format-string.ts';
import type { PodValue } from './pod-values.ts';
import { spawnerSetting } from './spawner-settings.ts';

/** What KubeSpawner can fill in. Source: KubeSpawner 7.0.0, `_expand_user_properties`. */
const USER_FIELDS = [
  ...['userid', 'hubnamespace', 'pod_name', 'pvc_name', 'namespace', 'unescaped_username', 'unescaped_servername'],
  ...['', 'safe_', 'escaped_'].flatMap((kind) => ['username', 'servername', 'user_server'].map((it) => kind + it)),
];
/** What JupyterHub can fill in. Source: JupyterHub 5.5.4, `Spawner.template_namespace`. */
const URL_FIELDS = ['username', 'base_url'];

/** The settings of a spawner that are filled in, everywhere in them, as the chart or YAML for the hub writes them. */
const TRAITS = new Map([
  ...[
    ...['environment', 'extraLabels', 'extraAnnotations', 'volumes', 'volumeMounts', 'initContainers'],
    ...['extraContainers', 'extraPodConfig', 'serviceAccount', 'workingDir', 'storageSelector'],
    ...['storageExtraLabels', 'storageExtraAnnotations', 'podNameTemplate', 'pvcNameTemplate', 'secretNameTemplate'],
    ...['userNamespaceTemplate', 'userNamespaceLabels', 'userNamespaceAnnotations', 'podConnectIp'],
  ].map((trait) => [trait, USER_FIELDS] as const),
  ...['defaultUrl', 'notebookDir'].map((trait) => [trait, URL_FIELDS] as const),
  ['dnsNameTemplate', ['namespace', 'name']],
]);

/** What the chart makes parts of those from. */
const PARTS =
  /^singleuser\.storage\.(?:homeMountPath|dynamic\.(?:volumeNameTemplate|subPath)|static\.(?:pvcName|subPath))$/;
/** Where what the user writes into the form is filled in before everything else. */
const CHOICE = /\.unlisted_choice\.kubespawner_override\./;

/** What is shown for a field that is long, or part of a secret. */
const HIDDEN = '{…}';

interface Template {
  readonly text: string;
  readonly path: readonly PathSegment[];
  /** What the spawner fills in; undefined where it leaves the text alone. */
  readonly fields: readonly string[] | undefined;
  /** Whether `{value}` is filled in before, which takes pairs of braces away. */
  readonly isOfChoice: boolean;
}

/** Finds braces that are no field where the hub fills in what is about the user: there no server could start. */
export function checkTemplates(values: readonly PodValue[], depth: number): SettingsProblem[] {
  return values.flatMap(({ value, path }) => {
    const place = path.slice(depth).join('.');
    const fields = PARTS.test(place) ? USER_FIELDS : TRAITS.get(spawnerSetting(place) ?? '');
    const isOfChoice = CHOICE.test(place);
    if (fields === undefined && !isOfChoice) return [];
    return texts(value, path).flatMap((it) => check({ ...it, fields, isOfChoice }));
  });
}

/** The same for one value of a typed setting that becomes a trait. @param trait As the chart calls it: `defaultUrl`. */
export function checkFilledIn(value: unknown, path: readonly PathSegment[], trait: string): SettingsProblem[] {
  return texts(value, path).flatMap((it) => check({ ...it, fields: TRAITS.get(trait), isOfChoice: false }));
}

function texts(value: unknown, path: readonly PathSegment[]): { text: string; path: readonly PathSegment[] }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, [...path, index]));
  return isMapping(value) ? Object.entries(value).flatMap(([key, inner]) => texts(inner, [...path, key])) : [];
}

function check(template: Template): SettingsProblem[] {
  const { text, fields, isOfChoice } = template;
  // The first of the two times, unknown names stay.
  const [first] = isOfChoice ? formatProblems(text, (name) => !/^\d*$/.test(name)) : [];
  const left = isOfChoice && first === undefined ? filledIn(text, 'value', '') : text;
  const problem = first ?? (fields && formatProblems(left, (name) => fields.includes(name))[0]);
  return problem === undefined ? [] : [explain(problem, template)];
}

function explain({ field }: FormatProblem, template: Template): SettingsProblem {
  const { text, path } = template;
  const isSecret = found(path, text) === '';
  if (field === undefined) {
    const message = `the hub replaces what is in braces, and fails on a single brace${found(path, text)}`;
    return {
      path,
      message,
      fix: template.isOfChoice ? 'write it four times' : 'write {{ or }} for a literal brace',
    };
  }
  const shown = isSecret || !/^[\w.:!-]{0,30}$/.test(field) ? HIDDEN : `{${field}}`;
  const message = `the hub replaces what is in braces, but has no value for ${shown}: no server could start`;
  return { path, message, fix: remedy(field, shown, template) };
}

function remedy(field: string, shown: string, { text, path, fields = [], isOfChoice }: Template): string {
  const near = field === 'user' ? 'username' : didYouMean(field, fields);
  if (near !== undefined) return `did you mean {${near}}?`;
  if (shown === HIDDEN) return `write ${isOfChoice ? '{{{{ and }}}}' : '{{ and }}'} for literal braces`;
  const stays = isOfChoice ? `{{{${shown}}}}` : `{${shown}}`;
  if (!text.includes(`\${${field}}`)) return `write ${stays} for literal braces`;
  return path.some((it) => /^(environment|extraEnv|env|command|args)$/.test(String(it)))
    ? `write $${stays} for the shell, or $(${field}) for Kubernetes to replace`
    : `write the value itself: nothing replaces $${shown}`;
}
