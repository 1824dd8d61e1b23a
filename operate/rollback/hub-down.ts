import { command, wait } from '../../bootstrap/plan/actions.ts';
import type { Action, Step } from '../../bootstrap/plan/step.ts';
import { jobName } from '../../cluster/found-release.ts';
import { names } from '../../platform/names.ts';
import type { Platform } from '../../platform/platform.ts';
import { AGAIN, step } from './own-steps.ts';
import type { RollbackSteps } from './rollback-steps.ts';

const MINUTE = 60_000;
/** Where k3s's controller has the HelmChart and the job that installs it. */
const SYSTEM = 'kube-system';
const INSTALL = jobName(names.release);
/** Has that controller leave a HelmChart alone, and take its job away. Source: k3s-io/helm-controller, `pkg/controllers/chart`. */
const UNMANAGED = 'helmcharts.helm.cattle.io/unmanaged';

/** The hub's own: while it is down its database is put back, and then its release. */
export function hubDown({ platform, plan }: Pick<RollbackSteps, 'platform' | 'plan'>): Step[] {
  const [first] = plan.nodes;
  const { namespace } = platform.hub;
  if (first === undefined || !plan.isHub || plan.isDatastore) return [];
  const isGone = wait({
    waitFor: 'the hub to end',
    limit: 10 * MINUTE,
    look: async ({ host, signal }) => {
      const get = ['k3s', 'kubectl', 'get', 'pods', '-n', namespace, '-l', 'component=hub', '-o', 'name'];
      const { stdout } = await host.run(get, { sudo: true, signal });
      return stdout.trim() === '' ? undefined : 'the hub to end';
    },
  });
  const isIdle = wait({
    waitFor: 'Helm to end',
    limit: 10 * MINUTE,
    look: async ({ host, signal }) => {
      const get = ['k3s', 'kubectl', 'get', 'pods', '-n', SYSTEM, '-l', `job-name=${INSTALL}`, '-o', 'name'];
      const { stdout } = await host.run(get, { sudo: true, signal });
      return stdout.trim() === '' ? undefined : 'Helm to end';
    },
  });
  // Otherwise its controller, or Helm at work, starts the new release again, which migrates the database of before.
  const held = annotate(`${UNMANAGED}=true`, '--overwrite');
  const remove = ['k3s', 'kubectl', 'delete', 'job', INSTALL, '-n', SYSTEM, '--ignore-not-found'];
  const actions = [held, command(remove, { ...AGAIN, timeout: 5 * MINUTE }), isIdle, scale(namespace, 0), isGone];
  return [step('hub-down', first.node.name, 'Stop the hub', [], actions)];
}

/** The same hub again: k3s's controller installs its release once the manifests of before are applied. */
export function hubUp(steps: readonly Step[], { hub }: Platform): Step[] {
  const released = annotate(`${UNMANAGED}-`);
  return steps.map((it) => {
    if (it.id === 'applied') return { ...it, actions: [...it.actions, released] };
    return it.id === 'hub' ? { ...it, actions: [scale(hub.namespace, 1), ...it.actions] } : it;
  });
}

/** Marks the HelmChart of the hub. */
const annotate = (...words: readonly string[]): Action =>
  command(['k3s', 'kubectl', 'annotate', 'helmcharts.helm.cattle.io', names.release, '-n', SYSTEM, ...words], AGAIN);

const scale = (namespace: string, replicas: number): Action =>
  command(['k3s', 'kubectl', 'scale', 'deployment/hub', '-n', namespace, `--replicas=${replicas}`], {
    ...AGAIN,
    timeout: 2 * MINUTE,
  });
