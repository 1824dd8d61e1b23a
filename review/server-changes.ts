import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../platform/platform.ts';
import type { Variables } from '../platform/schema/environment.ts';
import type { SecretSource } from '../platform/schema/scalars.ts';
import { sourceName } from '../platform/secrets.ts';
import { type Change, keysOf, written } from './change.ts';
import { containerChanges } from './container-changes.ts';
import { volumeChanges } from './volume-changes.ts';

type Servers = Platform['servers'];

const NEXT = "Takes effect at each server's next start.";

/** Jupyter does not start where files of before belong to somebody else. Source: jupyter_core 5, `paths.secure_write`. */
const OWNERS =
  'Homes that exist keep their owner, and servers may not start there until that is changed on their nodes.';

/** What each setting is called, what it is when it is not set, and what to be careful about when it changes. */
const WORDS = {
  defaultUrl: ['Servers open', 'the page that the image chooses'],
  command: ['Servers are started with', 'jupyterhub-singleuser'],
  postStart: ['When a server starts, it runs', 'nothing else'],
  startTimeout: ['A server may take this long to start:', '10m'],
  pullPolicy: ['Nodes pull images of servers:', 'as their tags need it'],
  user: ['Servers run as the user id', '1000', OWNERS],
  sharedMemory: ['Shared memory (/dev/shm) of servers may grow to', '64Mi'],
  group: ["Servers' volumes belong to the group id", '100'],
} as const satisfies Partial<Record<keyof Servers, Words>>;

type Words = readonly [what: string, preset: string, caution?: string];

/** What every server has from its next start. */
export function serverChanges(old: Platform, now: Platform): Change[] {
  const [{ servers: before }, { servers: after }] = [old, now];
  const texts = [
    ...variableChanges(before.environment, after.environment),
    ...fileChanges(old, now),
    ...(isDeepStrictEqual(old.labExtension, now.labExtension) ? [] : ['What JupyterLab shows of the hub changes.']),
    ...volumeChanges(before.volumes, after.volumes),
    ...containerChanges(before, after),
  ];
  return [
    ...(Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((key) => single(WORDS[key], before[key], after[key])),
    ...texts.map((text): Change => ({ topic: 'Servers', text: `${text} ${NEXT}` })),
    ...namedServers(before.namedServers, after.namedServers),
  ];
}

/**
 * Without named servers, the hub refuses to start or stop those that it has; a limit is compared when one is created.
 *
 * Source: JupyterHub 5.5.4, `jupyterhub/apihandlers/users.py`: `UserServerAPIHandler`.
 */
function namedServers(before: number | undefined, after: number | undefined): Change[] {
  if (before === after) return [];
  const text = `Named servers that each user may have: ${after ?? 'none'} (was ${before ?? 'none'}).`;
  if (after === undefined) {
    const gone = 'Stop them first: those that run then, neither users nor culling can stop. Their homes stay.';
    return [{ topic: 'Servers', text: `${text} ${gone}`, caution: true }];
  }
  const stay = before !== undefined && after < before ? ' Users who have more keep them.' : '';
  return [{ topic: 'Servers', text: `${text}${stay}` }];
}

function single([what, preset, caution]: Words, before: unknown, after: unknown): Change[] {
  const [old, now] = [before, after].map((value) => {
    if (value === undefined) return preset;
    return Array.isArray(value) ? value.join(' ') : written(value);
  });
  if (old === now) return [];
  const text = `${what} ${now} (was ${old}). ${NEXT}`;
  return [{ topic: 'Servers', ...(caution === undefined ? { text } : { text: `${text} ${caution}`, caution: true }) }];
}

/** Files that come, go or change, without what is in them. */
function fileChanges(before: Platform, after: Platform): string[] {
  const filesIn = ({ servers, serverFiles }: Platform) =>
    new Map(
      servers.files.map(({ path, mode }) => [path, { mode: Number.parseInt(mode, 8), content: serverFiles[path] }]),
    );
  const [old, now] = [filesIn(before), filesIn(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    if (isDeepStrictEqual(old.get(path), now.get(path))) return [];
    if (!old.has(path)) return [`The file ${path} is added.`];
    return [`The file ${path} ${now.has(path) ? 'changes' : 'is gone'}.`];
  });
}

/** Variables that come, go or change, a sentence each. */
export function variableChanges(before: Variables, after: Variables): string[] {
  return keysOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (isDeepStrictEqual(old, now)) return [];
    if (now === undefined) return [`The variable ${name} is gone (was ${described(old)}).`];
    const was = old === undefined ? '' : ` (was ${described(old)})`;
    return [`The variable ${name} is ${described(now)}${was}.`];
  });
}

function described(value: string | SecretSource | undefined): string {
  if (value === undefined) return 'not set';
  return typeof value === 'string' ? JSON.stringify(value) : `a secret, the ${sourceName(value)}`;
}
