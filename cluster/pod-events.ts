import * as z from 'zod';
import type { Host } from '../system/hosts/host.ts';
import { withoutSecrets } from '../system/secret-forms.ts';
import { shorten } from '../system/shorten.ts';

const LONGEST = 300;
/** How many pods of a namespace are asked about: what holds up one of them mostly holds up the others. */
const MOST = 3;
/** Why a pod's containers cannot be made yet. It is tried again. Source: kubernetes 1.36, `pkg/kubelet/events/event.go`. */
const WRONG = new Set([
  ...['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'],
  ...['FailedCreatePodSandBox', 'NetworkNotReady', 'FailedScheduling'],
]);
/** What it could do; what was wrong before is over. */
const RIGHT = new Set(['Scheduled', 'SuccessfulAttachVolume', 'Pulling', 'Pulled', 'Created', 'Started']);
/** What many events that differ only in such are called. Source: client-go 0.36, `tools/record/events_cache.go`. */
const COMBINED = /^\(combined from similar events\): /;
/** Digests and identifiers of sandboxes. */
const LONG_HEX = / ?"?\b[0-9a-f]{32,}\b"?/gi;

const EVENTS = z.object({
  items: z.array(
    z.object({
      ...{ reason: z.string().default(''), message: z.string().default('') },
      ...{ lastTimestamp: z.string().nullish(), eventTime: z.string().nullish() },
      metadata: z.object({ creationTimestamp: z.string().nullish() }).default({}),
    }),
  ),
});

/** A pod, or what has one. */
export interface Beginning {
  /** Why it does not run; empty while nothing is wrong. */
  readonly problem: string;
  /** Name of the pod, if its state says no more than that its containers are still to be made. */
  readonly begun?: string;
}

/** Adds to a pod that only begins, as far as its state tells, what holds it up by its events. */
export async function withHoldUp<T extends Beginning>(
  host: Host,
  { begun, ...rest }: T,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Omit<T, 'begun'>> {
  if (begun === undefined) return rest;
  return { ...rest, problem: (await holdUpOf(host, { namespace, pod: begun }, signal)) || rest.problem };
}

/** The same for many pods, of which the first few that begin are asked about. */
export async function withHoldUps<T extends Beginning>(
  host: Host,
  pods: readonly T[],
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<Omit<T, 'begun'>[]> {
  const asked = pods.filter((it) => it.begun !== undefined).slice(0, MOST);
  return Promise.all(
    pods.map(async (pod) => {
      if (asked.includes(pod)) return withHoldUp(host, pod, namespace, signal);
      const { begun: _, ...rest } = pod;
      return rest;
    }),
  );
}

/** What holds a pod up; empty if nothing does, and where its events cannot be read. */
export async function holdUpOf(
  host: Host,
  { namespace, pod }: { readonly namespace: string; readonly pod: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const which = `involvedObject.kind=Pod,involvedObject.name=${pod}`;
  const argv = ['k3s', 'kubectl', 'get', 'events', '-n', namespace, '--field-selector', which];
  const options = { sudo: true, allow: [1, 124], timeout: 30_000, ...(signal && { signal }) };
  const { exitCode, stdout } = await host.run([...argv, '--request-timeout=15s', '-o', 'json'], options);
  return exitCode === 0 ? holdUp(stdout) : '';
}

/** What holds a pod up, by its events as `kubectl get events -o json` prints them; empty if nothing does any more. */
export function holdUp(json: string): string {
  const when = ({ lastTimestamp, eventTime, metadata }: z.infer<typeof EVENTS>['items'][number]) =>
    Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '') || 0;
  const last = EVENTS.parse(JSON.parse(json))
    .items.filter(({ reason }) => WRONG.has(reason) || RIGHT.has(reason))
    .sort((a, b) => when(a) - when(b))
    .at(-1);
  if (last === undefined || RIGHT.has(last.reason)) return '';
  const said = withoutSecrets(last.message.replace(COMBINED, '').replace(LONG_HEX, '')).replace(/\s+/g, ' ').trim();
  return shorten(said === '' ? last.reason : `${last.reason}: ${said}`, LONGEST);
}
