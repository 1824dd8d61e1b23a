import { setTimeout as sleep } from 'node:timers/promises';
import { fatal } from './about.ts';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses: readonly {
      readonly name: string;
      readonly restartCount: number;
      readonly state: { readonly waiting?: { readonly reason: string } };
    }[];
  };
}

/** What the kubelet says instead of these. */
const REASONS: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};
/** Between two looks at a log that is followed. */
const POLL = 100;

/**
 * `kubectl logs` of a pod with one container: what it printed, refused in the words of Kubernetes while it has not begun.
 * Its runs have all printed the same, and just now.
 */
export async function printLogs(
  path: string,
  flags: ReadonlyMap<string, string>,
  get: (path: string) => Promise<string>,
): Promise<void> {
  const { metadata, status }: Pod = JSON.parse(await get(path));
  const [only] = status.containerStatuses;
  const container = flags.get('container') ?? only?.name;
  if (container !== only?.name) fatal(`error: container ${container} is not valid for pod ${metadata.name}`);
  const reason = only?.state.waiting?.reason;
  if (reason !== undefined && reason !== 'CrashLoopBackOff') {
    refuse(`container "${container}" in pod "${metadata.name}" is waiting to start: ${REASONS[reason] ?? reason}`);
  }
  if (flags.has('previous') && only?.restartCount === 0) {
    refuse(`previous terminated container "${container}" in pod "${metadata.name}" not found`);
  }
  const text = await get(`${path}/log`);
  const lines = text.split(/(?<=\n)/);
  process.stdout.write(lines.slice(Math.max(0, lines.length - Number(flags.get('tail') ?? lines.length))).join(''));
  for (let printed = text.length; flags.has('follow'); ) {
    await sleep(POLL);
    const now = await get(`${path}/log`);
    process.stdout.write(now.slice(printed));
    printed = now.length;
  }
}

function refuse(message: string): never {
  fatal(`Error from server (BadRequest): ${message}`);
}
