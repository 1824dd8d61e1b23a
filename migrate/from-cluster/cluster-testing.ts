import { gzipSync } from 'node:zlib';
import { CommandError, type Run } from '../../system/exec.ts';
import type { Mapping } from '../../system/mapping.ts';

/** A release as a test has it. */
export interface TestRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision?: number;
  readonly status?: string;
  readonly chart?: Mapping;
  readonly chartValues?: Mapping;
  readonly config?: Mapping | null;
}

export interface TestCluster {
  readonly releases?: readonly TestRelease[];
  /** Rows of claims and volumes, as kubectl prints columns of them; `forbidden` where these may not be read. */
  readonly claims?: readonly (readonly string[])[];
  readonly volumes?: readonly (readonly string[])[] | 'forbidden';
  /** Rows of nodes. @default 'forbidden' */
  readonly nodes?: readonly (readonly string[])[];
}

const CHART = { name: 'jupyterhub', version: '3.3.7' };

/** A record as Helm keeps it, and as Kubernetes gives it out. */
export function recordText({ config = {}, chart = CHART, chartValues = {}, ...release }: TestRelease): string {
  const text = JSON.stringify({ ...release, config, chart: { metadata: chart, values: chartValues, templates: [] } });
  return Buffer.from(gzipSync(text).toString('base64')).toString('base64');
}

const secretOf = ({ name, revision = 1 }: TestRelease) => `sh.helm.release.v1.${name}.v${revision}`;

/** kubectl of a cluster: it answers what is asked as the real one does, and refuses anything else. */
export function kubectlOf({ releases = [], claims = [], volumes = [], nodes }: TestCluster, calls: string[] = []): Run {
  return async (command, args) => {
    const words = args.filter((it) => !/^--(context|request-timeout)=/.test(it));
    calls.push([command, ...args].join(' '));
    const namespace = words.find((it) => it.startsWith('--namespace='))?.slice('--namespace='.length);
    const answer = () => {
      const [verb, kind, name] = words;
      if (verb !== 'get') return undefined;
      if (kind === 'secrets' && words.includes('--field-selector=type=helm.sh/release.v1'))
        return table(releases, namespace);
      if (kind === 'secret') {
        const found = releases.find((it) => secretOf(it) === name && it.namespace === namespace);
        return found && recordText(found);
      }
      if (kind === 'nodes') return nodes && rows(nodes);
      if (kind === 'persistentvolumeclaims') return rows(claims);
      return kind === 'persistentvolumes' && volumes !== 'forbidden' ? rows(volumes) : undefined;
    };
    const stdout = answer();
    if (stdout !== undefined) return { exitCode: 0, stdout, stderr: '' };
    throw refused(`Error from server (Forbidden): ${words[1]} is forbidden: User "ada" cannot list it`);
  };
}

/** What running kubectl fails with when it says no. */
export const refused = (said: string): CommandError => new CommandError('kubectl get', 'exit', 1, '', said);

const rows = (cells: readonly (readonly string[])[]) => cells.map((it) => it.join('\t')).join('\n');

function table(releases: readonly TestRelease[], namespace: string | undefined): string {
  return releases
    .filter((it) => namespace === undefined || it.namespace === namespace)
    .map((it) => {
      const cells = [secretOf(it), 'helm.sh/release.v1', '1', '3d4h', it.status ?? 'deployed'];
      return (namespace === undefined ? [it.namespace, ...cells] : cells).join('   ');
    })
    .join('\n');
}
