import { cordoned, stopServers, uncordoned } from '../../bootstrap/k3s/cordon.ts';
import { waitForUnit } from '../../bootstrap/k3s/start.ts';
import { whileImporting } from '../../bootstrap/k3s/watch.ts';
import { wait } from '../../bootstrap/plan/actions.ts';
import type { Action, Step, StepId } from '../../bootstrap/plan/step.ts';
import { StepFailure } from '../../bootstrap/plan/step-error.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Host, HostError, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { nodesIfAnswered, notReady } from '../nodes.ts';
import { bootIdOf } from './ask-reboot.ts';
import { missingOfHub } from './hub-ready.ts';
import type { RebootNode, RebootPlan } from './plan-reboot.ts';

const MINUTE = 60_000;
/** Minutes: a server with much memory takes ten to come to its boot loader. */
const BOOT_LIMIT = 30;
const AGAIN = { isDone: () => false };
/** What no waiting changes. */
const FINAL = ['host-key', 'missing', 'sudo', 'shell'];

/** The steps that restart machines, one after another: what does not come back keeps all others from being restarted. Pure. */
export function rebootSteps(
  {
    server,
    nodes,
    servers,
    ready,
    isHubReady,
  }: Pick<RebootPlan, 'server' | 'nodes' | 'servers' | 'ready' | 'isHubReady'>,
  platform: Pick<Platform, 'hub'>,
): readonly Step[] {
  let before: readonly StepId[] = [];
  return nodes.flatMap((it) => {
    const { name } = it.node;
    const others = servers.filter((other) => other !== name);
    const step = (id: StepId, title: string, host: Host, actions: readonly Action[]): Step => {
      const made = { id, title, host: host.name, needs: before, actions };
      before = [id];
      return made;
    };
    const start: Start = { bootId: it.isRebooted ? it.boot.bootId : undefined };
    const leaving = [othersReady(name, others), cordoned(name, 'reboot'), stopServers(name, platform)];
    return [
      step(`cordon/${name}`, "Cordon the node and stop users' servers on it", server, it.isRebooted ? [] : leaving),
      step(`reboot/${name}`, 'Restart the machine', it.host, [
        ...(it.isRebooted ? [] : [restart(it), waitForStart(it, start)]),
        waitForUnit(it),
      ]),
      step(`ready/${name}`, 'Wait until the node is ready', server, [
        waitUntilReady(it.node, start, ready),
        ...(isHubReady ? [waitForHub(platform.hub.namespace)] : []),
      ]),
      step(`uncordon/${name}`, 'Uncordon the node', server, [uncordoned(name)]),
    ];
  });
}

/** The start that a machine is in, once it is known. */
interface Start {
  bootId: string | undefined;
}

/** A server is restarted only while all others are there: of three, two have to agree on every change. */
function othersReady(name: string, others: readonly string[]): Action {
  return wait({
    waitFor: others.length === 0 ? 'the Kubernetes API to answer' : `${others.join(', ')} to be ready`,
    limit: 10 * MINUTE,
    look: async ({ host, signal }) => {
      const missing = notReady(others, await nodesIfAnswered(host, signal));
      return missing && `${missing} before ${name} is restarted`;
    },
  });
}

function restart({ boot }: RebootNode): Action {
  return {
    command: 'systemctl reboot',
    ...AGAIN,
    run: async ({ host, signal }) => {
      // Somebody may have done it since the plan was made.
      if ((await bootIdOf(host, signal)) !== boot.bootId) return;
      try {
        await host.run(['systemctl', 'reboot'], { sudo: true, timeout: MINUTE, signal });
      } catch (error) {
        // It may be gone before it can answer.
        if (!(error instanceof HostError) || !['unreachable', 'cut', 'timeout'].includes(error.reason)) throw error;
      }
    },
  };
}

function waitForStart({ node: { name }, boot }: RebootNode, start: Start): Action {
  return wait({
    waitFor: `${name} to start again`,
    limit: BOOT_LIMIT * MINUTE,
    look: async ({ host, signal }) => {
      try {
        const bootId = await bootIdOf(host, signal);
        if (bootId === boot.bootId) return `${name} to shut down`;
        start.bootId = bootId;
        return undefined;
      } catch (error) {
        throwUnlessHostFailed(error);
        if (FINAL.includes(error.reason))
          throw new StepFailure(`${name} has started, and ${error.what}`, error.fix ?? '');
        return `${name} to start again (${error.what})`;
      }
    },
    explain: async () => `See the machine's own console for what it waits for.`,
  });
}

/**
 * Kubernetes takes a node for ready for up to a minute after its machine has gone: what it says has to be of this start. When a
 * server has started, other nodes may need a moment to find it again.
 */
function waitUntilReady(node: K3sNode, start: Start, others: readonly string[]): Action {
  const { name } = node;
  return wait({
    waitFor: `${name} to be ready`,
    limit: 10 * MINUTE,
    look: async (context) => {
      const nodes = await nodesIfAnswered(context.host, context.signal);
      const found = nodes?.find((it) => it.name === name);
      if (nodes !== undefined && found?.bootId !== start.bootId) {
        return whileImporting(node, `${name} to report its state`, context);
      }
      return notReady([...new Set([name, ...others])], nodes);
    },
  });
}

/** Of a machine that has just started, pods may still be shown as they were before: a few looks have to agree. */
function waitForHub(namespace: string): Action {
  return wait({
    waitFor: 'hub and proxy to be ready',
    limit: 10 * MINUTE,
    inARow: () => 3,
    look: ({ host, signal }) => missingOfHub(host, namespace, signal),
  });
}
