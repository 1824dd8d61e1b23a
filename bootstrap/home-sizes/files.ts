import { readFileSync } from 'node:fs';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { forDisplay } from '../../system/exec.ts';
import type { NodeFile } from '../plan/actions.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const SIZES = '/usr/local/sbin/hubwright-home-sizes';
const LIMITS = '/usr/local/sbin/hubwright-home-limits';
const UNITS = '/etc/systemd/system';

/** Whose homes are measured, and what follows from their size. */
export interface Measured {
  readonly node: string;
  /** The hub's. */
  readonly namespace: string;
  /** MiB above which a home is measured again soon. @default - all are measured every hour */
  readonly limit?: number | undefined;
  /** Whether quotas are set as well. @default false */
  readonly isHard?: boolean;
}

const service = ({ node, namespace, limit, isHard = false }: Measured) => `# Written by Hubwright.
[Unit]
Description=Sizes of the homes on this node
${isHard ? 'Wants=hubwright-home-limits.service\n' : ''}
[Service]
Type=oneshot
ExecStart=${forDisplay(SIZES, [node, namespace, LOCAL_STORAGE, ...(limit === undefined ? [] : [String(limit)])])}
RuntimeDirectory=hubwright-home-sizes
RuntimeDirectoryPreserve=yes
TimeoutStartSec=6h
Nice=19
IOSchedulingClass=idle
`;

// Whoever clears up has half an hour, and waits for the next measurement.
const timer = ({ limit }: Measured) => `# Written by Hubwright.
[Unit]
Description=Sizes of the homes on this node, every hour

[Timer]
${limit === undefined ? 'OnCalendar=hourly\nRandomizedDelaySec=15m' : 'OnCalendar=*:0/10\nRandomizedDelaySec=2m'}
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
export const filesOfSizes = (measured: Measured): readonly NodeFile[] => [
  { path: SIZES, mode: 0o755, content: read('home-sizes.sh') },
  { path: `${UNITS}/hubwright-home-sizes.service`, mode: 0o644, content: service(measured) },
  { path: `${UNITS}/hubwright-home-sizes.timer`, mode: 0o644, content: timer(measured) },
];

/** What sets their quotas: now, when one is new, and every time they are measured. */
export const filesOfLimits = (namespace: string, mebibytes: number): readonly NodeFile[] => [
  { path: LIMITS, mode: 0o755, content: read('home-limits.py') },
  { path: `${UNITS}/hubwright-home-limits.service`, mode: 0o644, content: limits(namespace, mebibytes) },
  { path: `${UNITS}/hubwright-home-limits.path`, mode: 0o644, content: PATH },
];
