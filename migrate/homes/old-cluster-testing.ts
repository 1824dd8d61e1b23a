import { type Run, run } from '../../system/exec.ts';
import { kubectlOf, refused } from '../from-cluster/cluster-testing.ts';

const MOUNTED = '/hubwright-home';

/** A hub elsewhere, as a test has it. */
export interface OldHub {
  /** By name of the claim: whose home it is, and the folder of this machine that has what is in it. */
  readonly homes: Readonly<Record<string, OldHome>>;
  /** Replicas of the hub's deployment; undefined if that is gone. @default 0 */
  readonly replicas?: number | undefined;
  /** Pods, by name, and the claims that they have. */
  readonly pods?: Readonly<Record<string, string>>;
  /** Why a pod that reads does not start. */
  readonly stuck?: string;
  /** Why none may be made. */
  readonly refused?: string;
}

export interface OldHome {
  readonly user: string;
  readonly server?: string;
  readonly folder?: string;
  /** @default 'Bound' */
  readonly phase?: string;
}

const rows = (cells: readonly (readonly string[])[]) => cells.map((it) => it.join('\t')).join('\n');

/**
 * A stand-in for `kubectl` in front of an old cluster: what is run in a pod runs on this machine, in the folder of the home
 * that the pod has. It refuses pods that could change a home, and what the real one would refuse.
 */
export function oldKubectl(hub: OldHub, calls: string[] = []): Run {
  const { homes, pods = {}, stuck } = hub;
  const claims = Object.entries(homes).map(([name, { user, server = '', phase = 'Bound' }]) => [
    ...[name, user, '', '10Gi', 'local-path', 'singleuser-storage', `pvc-${name}`, server, phase],
  ]);
  const reading = kubectlOf({ releases: [{ name: 'old', namespace: 'jhub' }], claims });
  const started = new Map<string, string>();
  const answer = (stdout = '') => ({ exitCode: 0, stdout, stderr: '' });
  return async (command, args, options) => {
    const words = args.filter((it) => !/^--(context|request-timeout|namespace)=/.test(it));
    const [verb, what, ...rest] = words;
    calls.push(verb === 'exec' ? `exec ${words.at(words.indexOf('--') + 1)}` : `${verb} ${what}`);
    if (verb === 'get' && what === 'namespace') return answer('uid-of-jhub');
    if (verb === 'get' && what === 'deployments') {
      if ('replicas' in hub && hub.replicas === undefined) return answer();
      return answer(rows([['hub', 'quay.io/jupyterhub/k8s-hub:4.0.0', String(hub.replicas ?? 0), 'pull-secret']]));
    }
    if (verb === 'get' && what === 'pods') {
      return answer(rows(Object.entries(pods).map(([name, claim]) => [name, 'Helm', 'Running', claim])));
    }
    if (verb === 'get' && what === 'events') return answer(stuck ?? '');
    if (verb === 'get') return reading(command, args, options);
    if (verb === 'delete' && what === 'pods') {
      if (!rest.includes('--selector=app.kubernetes.io/managed-by=hubwright'))
        throw refused('it may be of somebody else');
      const [, name = ''] =
        /^--field-selector=metadata\.name=(.+)$/.exec(rest.find((it) => it.startsWith('--field')) ?? '') ?? [];
      started.delete(name);
      return answer();
    }
    if (verb === 'create' && hub.refused !== undefined) throw refused(hub.refused);
    if (verb === 'create') {
      const { metadata, spec } = JSON.parse(options.input as string);
      const { claimName, readOnly } = spec.volumes[0].persistentVolumeClaim;
      if (!readOnly || !spec.containers[0].volumeMounts[0].readOnly) throw refused('the home could be changed');
      if (started.has(metadata.name)) throw refused(`pods "${metadata.name}" already exists`);
      started.set(metadata.name, homes[claimName]?.folder ?? '');
      return answer();
    }
    if (verb === 'wait') {
      if (stuck === undefined) return answer();
      throw refused(`error: timed out waiting for the condition on pods/${what}`);
    }
    const pod = words[words.indexOf('--') - 1] ?? '';
    const folder = started.get(pod);
    if (verb !== 'exec' || folder === undefined) throw refused(`pods "${pod}" not found`);
    const [program = '', ...inPod] = words.slice(words.indexOf('--') + 1);
    return run(
      program,
      inPod.map((it) => it.replace(MOUNTED, folder)),
      options,
    );
  };
}
