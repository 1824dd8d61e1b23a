import { packing } from '../../operate/homes/stream-tree.ts';
import { parseDigest, TREE_DIGEST } from '../../operate/move/compare-trees.ts';
import { OURS } from '../../platform/names.ts';
import { sha256 } from '../../system/sha256.ts';
import { UserError } from '../../system/user-error.ts';
import type { Kubectl } from '../from-cluster/kubectl.ts';
import type { OpenHome, OpenOptions } from './home-source.ts';

/** Where the pod has the home. */
const MOUNTED = '/hubwright-home';
/** Seconds after which Kubernetes ends a pod that was left behind. */
const LONGEST = 24 * 60 * 60;
/** Minutes in which the pod has to start: its node may pull the image. */
const START = 5;

export interface Reading {
  readonly namespace: string;
  readonly claim: string;
  /** With `sh`, `sleep`, GNU tar and Python. */
  readonly image: string;
  /** Secrets with which it is pulled. */
  readonly pullSecrets: readonly string[];
}

/** What to do where the cluster does not let a pod be made, used or deleted. */
function fixOf(said: string): string | undefined {
  if (/violates PodSecurity/.test(said))
    return 'Let that namespace have such pods meanwhile: `kubectl label --overwrite namespace NAME pod-security.kubernetes.io/enforce=baseline`.';
  if (/forbidden/i.test(said))
    return 'It takes the right to make pods there, to run commands in them and to delete them: name a context that has it with --context.';
  return undefined;
}

/** Starts a pod in a cluster that reads a claim, and cannot change anything in it. */
export async function openClaim(
  kubectl: Kubectl,
  reading: Reading,
  { progress, signal }: OpenOptions,
): Promise<OpenHome> {
  const { namespace, claim } = reading;
  const name = `hubwright-copy-${sha256(claim).slice(0, 10)}`;
  const within = `--namespace=${namespace}`;
  const isOurs = Object.entries(OURS).map(([key, value]) => `${key}=${value}`);
  const own = [`--selector=${isOurs.join(',')}`, `--field-selector=metadata.name=${name}`];
  const remove = (words: readonly string[] = []) =>
    kubectl.run(['delete', 'pods', within, ...own, '--grace-period=1', ...words], {
      timeout: 3 * 60_000,
      ...{ what: 'delete the pod that reads a home', fixOf },
    });
  const inPod = (argv: readonly string[]) => ['exec', '-i', within, name, '--', ...argv];
  // What an earlier try left behind.
  await remove();
  const close = async () => {
    await remove(['--wait=false']).catch(() => {});
  };
  try {
    progress('starting a pod that reads it');
    const made = { input: JSON.stringify(podOf(name, reading)), signal, what: 'make a pod that reads a home', fixOf };
    await kubectl.run(['create', '-f', '-'], made);
    await ready(kubectl, { name, within, signal });
    const size = ['du', '--summarize', '--block-size=1', MOUNTED];
    const asked = { what: 'run a command in the pod that reads a home', fixOf };
    const { stdout } = await kubectl.run(inPod(size), { timeout: 30 * 60_000, signal, ...asked });
    return {
      bytes: Number.parseInt(stdout, 10),
      pack: (options) => kubectl.run(inPod(packing(MOUNTED, '.')), { ...options, ...asked }),
      digest: async (limit) => {
        const read = { ...limit, ...asked, input: TREE_DIGEST };
        return parseDigest((await kubectl.run(inPod(['python3', '-', MOUNTED]), read)).stdout);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Not like a server of the hub: nothing takes it for one. */
function podOf(name: string, { namespace, claim, image, pullSecrets }: Reading): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...OURS } },
    spec: {
      activeDeadlineSeconds: LONGEST,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      imagePullSecrets: pullSecrets.map((it) => ({ name: it })),
      // Wherever the volume is.
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: 'copy',
          image,
          command: ['sleep', String(LONGEST)],
          // All of it can be read, whoever owns it.
          securityContext: { runAsUser: 0, runAsGroup: 0, allowPrivilegeEscalation: false },
          volumeMounts: [{ name: 'home', mountPath: MOUNTED, readOnly: true }],
        },
      ],
      volumes: [{ name: 'home', persistentVolumeClaim: { claimName: claim, readOnly: true } }],
    },
  };
}

async function ready(
  kubectl: Kubectl,
  { name, within, signal }: { readonly name: string; readonly within: string; readonly signal: AbortSignal },
): Promise<void> {
  const words = ['wait', '--for=condition=Ready', `pod/${name}`, within, `--timeout=${START}m`];
  const limit = { timeout: (START + 1) * 60_000, signal, what: 'start the pod that reads a home', fixOf };
  await kubectl.run(words, limit).catch(async (error) => {
    if (signal.aborted) throw error;
    const of = `--field-selector=involvedObject.name=${name}`;
    const messages = 'jsonpath={range .items[*]}{.message}{"\\n"}{end}';
    const events = await kubectl.get(['events', within, of, '--sort-by=.lastTimestamp', '-o', messages]);
    const last = events.trim().split('\n').at(-1) ?? '';
    if (last === '') throw error;
    throw new UserError(`the pod that reads the home does not start: ${last}`, {
      fix: 'If its image cannot be pulled there, name another with --image: it needs GNU tar and Python, as images of notebooks have them. Then run the same command again.',
      cause: error,
    });
  });
}
