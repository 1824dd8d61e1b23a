import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt, Severity } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

const SCRIPT = new URL('pod-network.py', import.meta.url);
const ANSWERS = z.record(z.string(), z.string().nullable());

/** Something that a pod must be able to reach under the network policies. */
interface Question {
  /** As pod-network.py takes it. */
  readonly ask: string;
  readonly what: string;
  readonly severity: Severity;
  readonly cost: string;
  readonly fix: string;
}

const DNS_FIX =
  'Check that CoreDNS is running: `k3s kubectl -n kube-system get pods -l k8s-app=kube-dns`; port 8472/udp has to be open between the hosts.';
const POLICY_FIX =
  'See `hub.values` for network policies of your own, and that ports 6443/tcp and 8472/udp are open between the hosts.';
const OUTSIDE: Question = {
  ask: 'dns:jupyter.org',
  what: 'resolve a name outside the cluster (jupyter.org)',
  severity: 'warning',
  cost: 'pip, git and downloads fail',
  fix: 'Check that the resolver in /etc/resolv.conf of the hosts answers; CoreDNS forwards to it. Without internet this is expected.',
};
const CLUSTER_DNS = {
  ask: 'dns:kubernetes.default.svc',
  what: 'resolve a name of the cluster (kubernetes.default.svc)',
  severity: 'error',
  fix: DNS_FIX,
} as const;

/** What a kind of pod is asked for. */
export const PODS = {
  hub: {
    container: 'hub',
    questions: [
      { ...CLUSTER_DNS, cost: 'the hub finds neither its proxy nor an external identity provider' },
      {
        ask: 'api',
        what: 'reach the Kubernetes API',
        severity: 'error',
        cost: 'no server can be started or stopped',
        fix: POLICY_FIX,
      },
      {
        ask: 'tcp:proxy-api:8001',
        what: 'reach the API of its proxy (proxy-api:8001)',
        severity: 'error',
        cost: 'a server that starts cannot be opened',
        fix: POLICY_FIX,
      },
      { ...OUTSIDE, cost: 'an external identity provider cannot be reached' },
    ],
  },
  server: {
    container: 'notebook',
    questions: [
      { ...CLUSTER_DNS, cost: 'notebook servers cannot find the hub, and are treated as failed' },
      {
        ask: 'tcp:hub:8081',
        what: 'reach the API of the hub (hub:8081)',
        severity: 'error',
        cost: 'nobody can open a notebook: its server cannot authenticate them',
        fix: POLICY_FIX,
      },
      OUTSIDE,
    ],
  },
} as const satisfies Record<string, { container: string; questions: readonly Question[] }>;

export interface PodToAsk {
  readonly kind: keyof typeof PODS;
  /** Its name, or `deploy/hub`. */
  readonly pod: string;
  readonly namespace: string;
  /** Whether the cluster is one without internet, where no name outside is asked for. */
  readonly isAirgapped: boolean;
  /** Parts of the hub that do not run and are not asked for: `hub`, `proxy`. @default - all run */
  readonly down?: readonly string[];
}

const about = ({ kind, pod }: Pick<PodToAsk, 'kind' | 'pod'>) =>
  ({ id: `network/${kind}`, area: 'network', title: kind === 'hub' ? "from the hub's pod" : `from ${pod}` }) as const;

/** Tries it from inside the pod, through the first server. */
export async function podCheck(host: Host, asked: PodToAsk, signal: AbortSignal): Promise<Check> {
  const { container } = PODS[asked.kind];
  const exec = ['k3s', 'kubectl', 'exec', '-i', '-n', asked.namespace, asked.pod, '-c', container, '--'];
  const words = questionsFor(asked).map((it) => it.ask);
  try {
    const input = await readFile(SCRIPT, 'utf8');
    const options = { sudo: true, input, timeout: 60_000, signal };
    const { stdout } = await host.run([...exec, 'python3', '-', ...words], options);
    return checkPod(asked, ANSWERS.parse(JSON.parse(stdout)));
  } catch (error) {
    throwUnlessHostFailed(error);
    return skipped(about(asked), error.message);
  }
}

/** @param answers for each question null, or why it failed */
export function checkPod(asked: PodToAsk, answers: Readonly<Record<string, string | null>>): Check {
  const questions = questionsFor(asked);
  const problems = questions.flatMap(({ ask, what, severity, cost, fix }): ProblemAt[] => {
    const failure = answers[ask];
    if (failure === null) return [];
    return [{ severity, where: asked.pod, message: `it cannot ${what}: ${failure ?? 'no answer'}`, cost, fix }];
  });
  return checked(about(asked), problems, `${questions.length} things to reach`);
}

function questionsFor({ kind, isAirgapped, down = [] }: PodToAsk): readonly Question[] {
  const questions: readonly Question[] = PODS[kind].questions;
  const idle: readonly string[] = down.map((name) => (name === 'hub' ? 'tcp:hub:8081' : 'tcp:proxy-api:8001'));
  return questions.filter((it) => !(isAirgapped && it.ask === OUTSIDE.ask) && !idle.includes(it.ask));
}
