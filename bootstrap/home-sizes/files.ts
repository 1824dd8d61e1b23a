import { readFileSync } from 'node:fs';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { forDisplay } from '../../system/exec.ts';
import type { NodeFile } from '../plan/actions.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const SIZES = '/usr/local/sbin/hubwright-home-sizes';
const LIMITS = '/usr/local/sbin/hubwright-home-limits';
const UNITS = '/etc/systemd/system';

const service = (node: string, namespace: string, hasLimits: boolean) => `# Written by Hubwright.
[Unit]
Description=Sizes of the homes on this node
${hasLimits ? 'Wants=hubwright-home-limits.service\n' : ''}
[Service]
Type=oneshot
ExecStart=${forDisplay(SIZES, [node, namespace, LOCAL_STORAGE])}
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

// A class that signs in makes many homes within seconds: systemd would stop counting at five.
const limits = (namespace: string, mebibytes: number) => `# Written by Hubwright.
[Unit]
Description=Limits of the homes on this node
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${forDisplay(LIMITS, [LOCAL_STORAGE, namespace, String(mebibytes)])}
TimeoutStartSec=6h
Nice=10
IOSchedulingPriority=7
`;

const PATH = `# Written by Hubwright.
[Unit]
Description=New homes on this node, to limit them

[Path]
PathChanged=${LOCAL_STORAGE}

[Install]
WantedBy=multi-user.target
`;

/** What measures the homes of a node. */
export const filesOfSizes = (node: string, namespace: string, hasLimits: boolean): readonly NodeFile[] => [
  { path: SIZES, mode: 0o755, content: read('home-sizes.sh') },
  { path: `${UNITS}/hubwright-home-sizes.service`, mode: 0o644, content: service(node, namespace, hasLimits) },
  { path: `${UNITS}/hubwright-home-sizes.timer`, mode: 0o644, content: TIMER },
];

/** What sets their quotas: now, when one is new, and every time they are measured. */
export const filesOfLimits = (namespace: string, mebibytes: number): readonly NodeFile[] => [
  { path: LIMITS, mode: 0o755, content: read('home-limits.py') },
  { path: `${UNITS}/hubwright-home-limits.service`, mode: 0o644, content: limits(namespace, mebibytes) },
  { path: `${UNITS}/hubwright-home-limits.path`, mode: 0o644, content: PATH },
];
