import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backupPaths } from '../../cluster/backup-paths.ts';
import { LOCAL_STORAGE } from '../../cluster/volumes.ts';
import { LocalHost } from '../../providers/local/local-host.ts';
import { load } from '../../settings/testing.ts';
import type { RunResult } from '../../system/exec.ts';
import { HostError, type HostRunOptions } from '../../system/hosts/host.ts';
import type { AskedCluster } from '../ask-server.ts';
import { askedOf } from '../asked-testing.ts';
import { TestRepository } from './repository-testing.ts';

export const { platform } = load({
  cluster: {
    provider: 'ssh',
    name: 'test',
    servers: [{ name: 's1', address: '10.0.0.1' }],
    agents: [{ name: 'a1', address: '10.0.0.2' }],
  },
});

/** A cluster of this machine: its volumes and pods are in memory, its folders and restic are real. */
export class Cluster {
  readonly repository = new TestRepository();
  readonly folder = this.repository.folder;
  readonly storage = join(this.folder, 'storage');
  volumes: { name: string; phase: string; path: string; claim: string }[] = [];
  pods = new Set<string>();
  /** Secrets by which homes are held. */
  holds = new Map<string, object>();
  /** What was done that changes something. */
  readonly done: string[] = [];
  /** After how many more of those the command is killed. */
  left = Number.POSITIVE_INFINITY;

  async begin(): Promise<void> {
    mkdirSync(this.storage);
    await this.repository.begin();
  }

  /** Undefined if what is to be created exists. */
  kubectl([, , verb, what, ...words]: readonly string[], input = ''): string | undefined {
    if (verb === 'delete') {
      this.holds.delete(words.at(-1) ?? '');
      this.pods.delete(words.at(-1) ?? '');
      return '';
    }
    if (verb === 'create') {
      const { kind, metadata, spec, ...rest } = JSON.parse(input);
      if (kind === 'Secret') {
        if (this.holds.has(metadata.name)) return undefined;
        this.holds.set(metadata.name, rest);
        return '';
      }
      this.volumes.push({
        name: metadata.name,
        phase: 'Available',
        path: spec.hostPath.path,
        claim: spec.claimRef.name,
      });
      return '';
    }
    if (what === 'secrets') return JSON.stringify({ items: [...this.holds.values()] });
    if (what === 'pods') {
      return [...this.pods]
        .map((it) => `${it}   <none>   Running   a1   <none>   ${it.replace('jupyter-', '')}`)
        .join('\n');
    }
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    const nodes = ['s1', 'a1'].map((name) => ({ kind: 'Node', metadata: { name }, status }));
    if (what === 'nodes') return JSON.stringify({ items: nodes });
    const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['a1'] }];
    const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
    const volumes = this.volumes.map(({ name, phase, path, claim }) => ({
      kind: 'PersistentVolume',
      metadata: { name },
      spec: { local: { path }, claimRef: { namespace: 'jupyterhub', name: claim }, nodeAffinity },
      status: { phase },
    }));
    return JSON.stringify({ items: [...nodes, ...volumes] });
  }
}

/** A host of it, which is this machine. */
export class Here extends LocalHost {
  constructor(
    name: string,
    private readonly cluster: Cluster,
  ) {
    super(name);
  }

  override async run(argv: readonly string[], options: HostRunOptions = {}): Promise<RunResult> {
    if (this.cluster.left <= 0) throw new HostError(this, { reason: 'unreachable', argv });
    const before = this.cluster.holds.size;
    const isSwap = argv[0] === 'python3' && argv.length > 3;
    const isCopy = argv.includes('--target') || argv.includes('unpack');
    const changes = argv[2] === 'delete' || argv[2] === 'create' || isSwap || isCopy;
    const isDry = argv.includes('--dry-run');
    const result = await this.answer(argv, options);
    if (before !== this.cluster.holds.size) return result;
    if (changes && !isDry) {
      this.cluster.done.push(argv[0] === 'k3s' ? argv.slice(2, 4).join(' ') : isSwap ? 'swap' : 'copy');
      this.cluster.left--;
      if (this.cluster.left <= 0) throw new HostError(this, { reason: 'unreachable', argv });
    }
    return result;
  }

  private async answer(argv: readonly string[], options: HostRunOptions): Promise<RunResult> {
    const text = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
    if (argv[0] === 'k3s') {
      const answer = this.cluster.kubectl(argv, options.input as string);
      if (answer !== undefined) return text(answer);
      throw new HostError(this, { reason: 'exit', argv, exitCode: 1, stderr: 'already exists' });
    }
    if (`${options.input}`.includes('say end ok')) {
      const mark = `{"version":1,"cluster":"test","id":"a1fa","node":"${this.name}"}`;
      return text(`machine-id\tof-${this.name}\ntoken\tpresent\nmark\t${mark}\ncgroups\t2 cpu\nend\tok\n`);
    }
    return super.run(
      argv.map((it) =>
        it === backupPaths.script ? this.cluster.repository.script : it.replaceAll(LOCAL_STORAGE, this.cluster.storage),
      ),
      options,
    );
  }
}

/** The cluster as commands are given it. */
export function askedCluster(cluster: Cluster): AskedCluster {
  const hosts = ['s1', 'a1'].map((name) => new Here(name, cluster));
  return askedOf(platform, hosts);
}
