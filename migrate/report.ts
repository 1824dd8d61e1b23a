import { counted } from '../system/counted.ts';
import { isMapping } from '../system/mapping.ts';
import { formatPath, type LocatedProblem } from '../system/problem.ts';
import { withoutSecrets } from '../system/secret-forms.ts';
import type { Comparison } from './compare-values.ts';
import type { Draft, Remark } from './draft.ts';
import type { Difference } from './implied-values.ts';
import type { Whereabouts } from './print-settings.ts';

/** What there is to say about an import. */
export interface Reported {
  readonly draft: Draft;
  readonly where: Whereabouts;
  /** What there is beside the values, such as homes. */
  readonly data?: readonly string[];
  /** So many values were the chart's defaults. */
  readonly defaults: number;
  readonly missing: readonly LocatedProblem[];
  /** What the chart decided by itself; none where there was no chart. */
  readonly implied?: readonly Difference[];
  /** Undefined while something is missing, without which there is nothing to compare. */
  readonly comparison: Comparison | undefined;
}

/** The report of an import as Markdown, without secrets. */
export function reportText(
  title: string,
  { draft, where, data = [], implied = [], defaults, missing, comparison }: Reported,
): string {
  const of = (kind: Remark['kind']) => draft.remarks.filter((it) => it.kind === kind);
  const sections = [
    section('Missing: platform.yaml does not load without it', missingLines(missing)),
    section(
      'For you to decide',
      of('decide').map((it) => remarkLine(it, where)),
    ),
    section(
      'Secrets to set before `npx hubwright synth`',
      draft.secrets.map((it) => `${it.name}: was ${where(it.key)}`),
    ),
    section('Homes and database', data),
    section('Mapped', mappedLines(draft, where)),
    section('Kept raw under hub.values', [...of('raw').map((it) => remarkLine(it, where)), ...otherRaw(draft, where)]),
    section('Dropped', [
      ...grouped(of('dropped'), where),
      ...(defaults > 0
        ? [`${counted(defaults, 'value')} that ${defaults === 1 ? 'is' : 'are'} the chart's default`]
        : []),
    ]),
    section('Not in the values, where the chart decides otherwise than Hubwright', implied.map(impliedLine)),
    section('Compared with what the hub got', comparison === undefined ? [] : comparisonLines(comparison)),
  ];
  return withoutSecrets(`# ${title}\n\n${sections.filter((it) => it !== '').join('\n')}`);
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `## ${title}\n\n${lines.map((it) => `- ${it}`).join('\n')}\n`;

/** One of several files that are merged often lacks what another has. */
const missingLines = (missing: readonly LocatedProblem[]) =>
  missing.length === 0
    ? []
    : [...missing.map(missingLine), 'if another file of values has it, import both: `import common.yaml prod.yaml`'];

const missingLine = ({ path, message, fix }: LocatedProblem) =>
  `${formatPath(path)}: ${message}${fix === undefined ? '' : `; ${fix}`}`;

const remarkLine = ({ keys, text }: Remark, where: Whereabouts) =>
  keys.length === 0 ? text : `${keys.map(where).join(', ')}: ${text}`;

/** Keys with one reason share a line. */
function grouped(remarks: readonly Remark[], where: Whereabouts): string[] {
  const texts = [...new Set(remarks.map((it) => it.text))];
  return texts.map((text) => {
    const keys = remarks.filter((it) => it.text === text).flatMap((it) => it.keys);
    return remarkLine({ kind: 'dropped', keys, text }, where);
  });
}

/** Without what was left out again, since it is not valid. */
function mappedLines(draft: Draft, where: Whereabouts): string[] {
  const lines = draft.made
    .filter(({ path, keys }) => keys.length > 0 && draft.get(path) !== undefined)
    .map(({ path, keys }) => `${formatPath(path)}: from ${keys.map(where).join(', ')}`);
  return [...new Set(lines)];
}

/** Keys that no setting says, without those that there is a reason for already. */
function otherRaw(draft: Draft, where: Whereabouts): string[] {
  const explained = draft.remarks.filter((it) => it.kind === 'raw').flatMap((it) => it.keys);
  const others = areasOf(draft.get(['hub', 'values']) ?? {}).filter(
    (key) => !explained.some((it) => it.startsWith(key)),
  );
  return others.length === 0 ? [] : [`no setting says it: ${others.map(where).join(', ')}`];
}

/** `hub.networkPolicy.enabled`, each trait of `hub.config`, and further down where nothing stands beside it. */
function areasOf(values: unknown, path: readonly string[] = []): string[] {
  if (!isMapping(values)) return [path.join('.')];
  const keys = Object.keys(values);
  const isTrait = path[0] === 'hub' && path[1] === 'config' && path.length === 4;
  if (isTrait || (path.length >= (path[1] === 'config' ? 4 : 3) && keys.length !== 1)) return [path.join('.')];
  return keys.flatMap((key) => areasOf(values[key], [...path, key]));
}

/** Why Hubwright decides otherwise than the chart. */
const REASONS: Readonly<Record<string, string>> = {
  'hub.concurrentSpawnLimit': 'as many as these nodes start well together',
  'hub.consecutiveFailureLimit': 'the hub goes on, however many starts fail',
  'hub.db.pvc.storageClassName': 'on the disk of its node, and kept when its claim is deleted',
  'scheduling.userScheduler.enabled': 'servers are spread over all nodes',
  'singleuser.startTimeout': 'a large image may take longer',
  'singleuser.storage.dynamic.storageClass': 'on the disks of nodes, and kept when their claims are deleted',
};

/** `hub.concurrentSpawnLimit: 64, now 4: as many as …`. */
function impliedLine({ key, before, after }: Difference): string {
  const reason = REASONS[key];
  return `${key}: ${valueText(before)}, now ${valueText(after)}${reason === undefined ? '' : `: ${reason}`}`;
}

const valueText = (value: unknown) =>
  value === null || value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);

function comparisonLines({ same, servers, different }: Comparison): string[] {
  return [
    `${counted(same, 'value')} the same`,
    `${servers.same} of ${counted(servers.all, 'server')} that users can start the same`,
    ...different.map(({ key }) => `${key} differs, and nothing above says why: please report this`),
  ];
}
