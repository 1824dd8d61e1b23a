import { readFileSync } from 'node:fs';
import type { K3sNode } from '../../cluster/node-config.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import type { Platform } from '../../platform/platform.ts';
import { forDisplay } from '../../system/exec.ts';
import { sha256 } from '../../system/sha256.ts';
import { command, type NodeFile, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Step } from '../plan/step.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const PROGRAM = '/usr/local/sbin/hubwright-home-sizes';
const UNITS = '/etc/systemd/system/hubwright-home-sizes';
/** Says with which files the timer was last started. */
const STARTED = '/etc/hubwright/home-sizes';

const service = (node: string, namespace: string) => `# Written by Hubwright.
[Unit]
Description=Sizes of the homes on this node

[Service]
Type=oneshot
ExecStart=${forDisplay(PROGRAM, [node, namespace, LOCAL_STORAGE])}
TimeoutStartSec=6h
Nice=19
IOSchedulingClass=idle
`;

const TIMER = `# Written by Hubwright.
[Unit]
Description=Sizes of the homes on this node, every hour

[Timer]
OnCalendar=hourly
RandomizedDelaySec=15m
Persistent=true

[Install]
WantedBy=timers.target
`;

/** Paths on a node that say what of it is there already. */
export const homeSizePaths: readonly string[] = [PROGRAM, `${UNITS}.service`, `${UNITS}.timer`, STARTED];

/** A timer of systemd that measures the homes of a node, or none; no step where there is none and none is wanted. */
export function homeSizes({ node, facts }: PlannedNode, { platform }: Pick<PlanInput, 'platform'>): Step[] {
  const isWanted = platform.storage.home.limit !== undefined;
  if (!isWanted && !homeSizePaths.some((it) => facts.files.has(it))) return [];
  return [
    {
      id: `sizes/${node.name}`,
      title: isWanted ? 'Measure homes every hour' : 'Stop measuring homes',
      host: node.name,
      needs: [isWanted ? `start/${node.name}` : `mark/${node.name}`],
      actions: isWanted ? setUp(node, platform) : [remove(node.name)],
    },
  ];
}

function setUp(node: K3sNode, { hub }: Platform): Action[] {
  const files: readonly NodeFile[] = [
    { path: PROGRAM, mode: 0o755, content: read('home-sizes.sh') },
    { path: `${UNITS}.service`, mode: 0o644, content: service(node.name, hub.namespace) },
    { path: `${UNITS}.timer`, mode: 0o644, content: TIMER },
  ];
  const puts = files.map((it) => put(node.name, it));
  const digest = sha256(JSON.stringify(files));
  return [
    ...puts,
    command(
      ['sh', '-s', '--', digest, STARTED],
      {
        input: read('start-home-sizes.sh'),
        isDone: (known) =>
          puts.every((it) => it.isDone?.(known)) &&
          known.facts.get(node.name)?.files.get(STARTED)?.sha256 === sha256(`${digest}\n`),
      },
      'sh -s < start-home-sizes.sh: systemctl enable hubwright-home-sizes.timer',
    ),
  ];
}

function remove(node: string): Action {
  return command(
    ['sh', '-s'],
    {
      input: read('remove-home-sizes.sh'),
      isDone: (known) => !homeSizePaths.some((it) => known.facts.get(node)?.files.has(it)),
    },
    'sh -s < remove-home-sizes.sh',
  );
}
