import { readFileSync } from 'node:fs';
import type { K3sNode } from '../../cluster/node-config.ts';
import { mayHoldHomes } from '../../platform/home-place.ts';
import type { Platform } from '../../platform/platform.ts';
import { sha256 } from '../../system/sha256.ts';
import { command, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step } from '../plan/step.ts';
import { removal } from '../removal.ts';
import { filesOfLimits, filesOfSizes } from './files.ts';

const script = (name: string) => new URL(name, import.meta.url);

/** Says with which files the timer was last started. */
const STARTED = '/etc/hubwright/home-sizes';
/** What home-sizes.sh annotates its node with. */
const NOTES = ['hubwright/home-sizes', 'hubwright/home-sizes-again'];
const LIMIT_PATHS = filesOfLimits('', 0).map((it) => it.path);

/** Paths on a node that say what of it is there already. */
export const homeSizePaths: readonly string[] = [
  ...filesOfSizes({ node: '', namespace: '' }).map((it) => it.path),
  ...LIMIT_PATHS,
  STARTED,
];

/** A timer of systemd that measures the homes of a node and may limit them, or none; no step where none is there or wanted. */
export function homeSizes({ node, facts }: PlannedNode, { platform }: Pick<PlanInput, 'platform'>): Step[] {
  const isWanted = platform.storage.home.limit !== undefined;
  if (!isWanted && !homeSizePaths.some((it) => facts.files.has(it))) return [];
  return [
    {
      id: `sizes/${node.name}`,
      title: isWanted ? 'Measure homes every hour' : 'Stop measuring homes',
      host: node.name,
      needs: [isWanted ? `start/${node.name}` : `mark/${node.name}`],
      actions: isWanted ? setUp({ node, facts }, platform) : [...removeLimits({ node, facts }), remove(node)],
    },
  ];
}

function setUp(planned: PlannedNode, { hub, storage, sizes, cluster }: Platform): Action[] {
  const { node } = planned;
  const { namespace } = hub;
  const mebibytes = storage.home.size.toMebibytes();
  const isHard = storage.home.limit === 'hard' && mayHoldHomes(node, { sizes, cluster });
  const limit = storage.home.limit === 'enforce' ? mebibytes : undefined;
  const files = [
    ...filesOfSizes({ node: node.name, namespace, limit, isHard }),
    ...(isHard ? filesOfLimits(namespace, mebibytes) : []),
  ];
  const puts = files.map((it) => put(node.name, it));
  const digest = sha256(JSON.stringify(files));
  return [
    ...(isHard ? [] : removeLimits(planned)),
    ...puts,
    command(
      ['sh', '-s', '--', digest, STARTED],
      {
        input: readFileSync(script('start-home-sizes.sh'), 'utf8'),
        isDone: (known) =>
          puts.every((it) => it.isDone?.(known)) &&
          known.facts.get(node.name)?.files.get(STARTED)?.sha256 === sha256(`${digest}\n`),
      },
      `sh -s < start-home-sizes.sh: systemctl enable hubwright-home-sizes.timer${isHard ? ' hubwright-home-limits.path' : ''}`,
    ),
  ];
}

function removeLimits({ node, facts }: PlannedNode): Action[] {
  if (!LIMIT_PATHS.some((it) => facts.files.has(it))) return [];
  return [removal(node.name, { script: script('remove-home-limits.sh'), files: LIMIT_PATHS })];
}

function remove({ name }: K3sNode): Action {
  return removal(name, { script: script('remove-home-sizes.sh'), files: homeSizePaths, notes: NOTES });
}
