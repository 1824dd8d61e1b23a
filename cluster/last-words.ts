import type { Host } from '../system/hosts/host.ts';
import { withoutSecrets } from '../system/secret-forms.ts';
import { shorten } from '../system/shorten.ts';
import type { FoundPod } from './pods.ts';

const MOST_LINES = 12;
const LONGEST = 300;
/** Digests and random tokens, which do not say by themselves that they are secret. */
const LONG_HEX = /\b[0-9a-f]{32,}\b/gi;
/** What the kubelet gives in place of a log that has just been removed, with success. Source: kubernetes 1.36, `kuberuntime_container.go`. */
const NO_LOG = /^unable to retrieve container logs for \S+\s*$/;
/** A command that a shell runs, as `set -x` prints it: so does the job that installs charts. */
const TRACE = /^\++ /;
/** How the chart says which part of the settings it is about to run. */
const PART = /^Loading (extra )?config: /;

/** Adds to each pod that crashes what it said last. */
export async function withLastWords(
  host: Host,
  pods: readonly FoundPod[],
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<FoundPod[]> {
  return Promise.all(
    pods.map(async (found) => {
      if (found.crash === undefined) return found;
      const { pod, container } = found.crash;
      const words = lastWords(await logOf(host, { namespace, pod, container }, signal));
      return { ...found, crash: { ...found.crash, lastLines: words } };
    }),
  );
}

async function logOf(
  host: Host,
  { namespace, pod, container }: { readonly namespace: string; readonly pod: string; readonly container: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const options = { sudo: true, allow: [1, 124], timeout: 30_000, ...(signal && { signal }) };
  const log = ['k3s', 'kubectl', 'logs', '-n', namespace, pod, '-c', container, '--tail=200', '--limit-bytes=65536'];
  // Of one that has been started again its run before tells why; of one that has not there is none.
  const before = await host.run([...log, '--previous'], options);
  const { stdout } = before.exitCode === 0 ? before : await host.run(log, options);
  return logOrNone(stdout);
}

/** What `kubectl logs` printed; empty where that says that there is no log. */
export function logOrNone(printed: string): string {
  return NO_LOG.test(printed) ? '' : printed;
}

/** The end of a log: its last traceback and where that comes from, or its last lines; bounded, and without secrets. */
export function lastWords(log: string): string[] {
  const lines = withoutSecrets(log.replace(LONG_HEX, '(secret)'))
    .split(/\r?\n/)
    .map((line) => shorten(line, LONGEST).trimEnd())
    .filter((line) => line !== '' && !TRACE.test(line));
  const start = lines.findLastIndex((line) => /^\s*Traceback \(most recent call last\)/.test(line));
  if (start < 0) return lines.slice(-MOST_LINES);
  // It ends with the first line that is not indented: what was raised.
  const end = lines.findIndex((line, i) => i > start && /^\S/.test(line));
  const traceback = lines.slice(start, end < 0 ? undefined : end + 1);
  const part = lines.slice(0, start).findLast((line) => PART.test(line));
  const room = MOST_LINES - (part === undefined ? 0 : 1);
  return [...(part === undefined ? [] : [part]), ...traceback.slice(-room)];
}
