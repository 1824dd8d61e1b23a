import { claimOn, readIdentity } from '../../cluster/claim.ts';
import { clusterId, forgetHost, type RecordedHost, readHosts, recordHost } from '../../cluster/cluster-folder.ts';
import { markText } from '../../cluster/mark.ts';
import { paths } from '../../cluster/node-config.ts';
import { probe } from '../../cluster/probe.ts';
import type { Cluster } from '../../platform/cluster.ts';
import type { Vm, VmSpec, Vms } from '../../providers/vms.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';
import { wait } from '../plan/actions.ts';
import type { Action, Step, StepContext } from '../plan/step.ts';

/** What the VMs are planned from. */
export interface VmPlanInput {
  readonly cluster: Pick<Cluster, 'name' | 'provider'>;
  readonly specs: readonly VmSpec[];
  /** All VMs, those of others too. */
  readonly found: ReadonlyMap<string, Vm>;
  readonly recorded: readonly RecordedHost[];
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly vms: Vms;
}

const MINUTE = 60_000;
const isOnItsWay = ({ phase }: Vm) => phase === 'running' || phase === 'coming';

/** Makes the VMs that are missing and starts those that are off, all at once. Pure. */
export function planVms(input: VmPlanInput): Step[] {
  return input.specs.map((spec) => {
    const vm = input.found.get(spec.name);
    const actions = [
      launch(spec, input),
      start(spec.name, vm, input),
      address(spec.name, vm, input),
      cloudInit(spec, input),
      confirm(spec, input),
    ];
    return { id: `vm/${spec.name}`, title: 'Get the VM running', host: spec.name, needs: [], actions };
  });
}

function launch(spec: VmSpec, { cluster, found, recorded, folder, vms }: VmPlanInput): Action {
  const { name, role } = spec;
  const isRecorded = recorded.some((it) => it.name === name);
  return {
    command: vms.commands.launch(spec),
    isDone: () => found.has(name),
    run: async ({ signal, progress }) => {
      // First: whatever ends this, the VM is then known as this cluster's.
      recordHost(folder, { name, role, provider: cluster.provider });
      const mark = markText({ cluster: cluster.name, id: clusterId(folder), node: name });
      try {
        await vms.launch(spec, cloudConfig(mark), { signal, onLine: progress });
      } catch (error) {
        if (!(error instanceof UserError) || signal.aborted) throw error;
        const holder = vms.holderOfName(error);
        // A launch goes on though an earlier `up` was killed that had begun it.
        if (isRecorded && holder !== undefined) return;
        const vm = holder === 'vm' ? undefined : (await vms.list(signal)).get(name);
        if (vm === undefined) forgetHost(folder, name);
        // Where it was waited for no longer, the VM mostly works a little later.
        if (vm === undefined || !isOnItsWay(vm)) throw error;
        progress(`waiting: ${name}, of which ${vms.title} says: ${error.message.split('\n').at(-1)?.trim()}`);
      }
    },
  };
}

/** What cloud-init writes before anything else can be done in the VM, whoever waits for its launch. */
function cloudConfig(mark: string): string {
  // What makes VMs may parse it as YAML and write it again: nothing in it may depend on the form.
  const file = `  - path: ${paths.mark}\n    encoding: b64\n    content: ${Buffer.from(mark).toString('base64')}`;
  return `#cloud-config\nwrite_files:\n${file}\n`;
}

function start(name: string, vm: Vm | undefined, { vms }: VmPlanInput): Action {
  return {
    command: vms.commands.start(name),
    isDone: () => vm === undefined || isOnItsWay(vm),
    run: async ({ signal, progress }) => vms.start(name, { signal, onLine: progress }),
  };
}

function address(name: string, vm: Vm | undefined, { vms }: VmPlanInput): Action {
  return {
    ...wait({
      waitFor: `${name} to run and to have an address`,
      limit: 15 * MINUTE,
      look: async ({ signal }) => {
        const now = (await vms.list(signal)).get(name);
        if (now === undefined) return `${vms.title} to prepare ${name}`;
        if (now.phase !== 'running') return `${name} to run, which is ${now.state} now`;
        return now.addresses.length === 0 ? `${name} to get an address` : undefined;
      },
    }),
    isDone: () => vm?.phase === 'running' && vm.addresses.length > 0,
  };
}

/** Once a VM was set up by Hubwright, its first start is long over. */
const isSetUp = ({ name }: VmSpec, { found, recorded }: VmPlanInput) =>
  found.has(name) && recorded.some((it) => it.name === name && it.machineId !== undefined);

function cloudInit(spec: VmSpec, input: VmPlanInput): Action {
  const { name } = spec;
  return {
    command: input.vms.commands.run(name, 'cloud-init status --wait --long'),
    isDone: () => isSetUp(spec, input),
    run: async ({ host, signal, progress }: StepContext) => {
      progress(`waiting: cloud-init to set ${name} up, at most 20 minutes`);
      const argv = ['cloud-init', 'status', '--wait', '--long'];
      try {
        // 2: something was wrong, and it went on.
        await host.run(argv, { sudo: true, timeout: 20 * MINUTE, allow: [2], signal });
      } catch (error) {
        if (!(error instanceof HostError) || !/^status: error/m.test(error.stdout)) throw error;
        // A VM of somebody else is not to be deleted.
        await machineIdOf(host, spec, input, signal);
        const lines = error.stdout.split('\n').map((line) => `\n  ${line}`);
        throw new UserError(`cloud-init could not set the VM up${lines.join('')}`, {
          fix: `Nothing is on it yet: delete it, \`${input.vms.commands.delete(name)}\`, and run \`npx hubwright up\` again.`,
        });
      }
    },
  };
}

/** Sees that it is the VM that was launched for this cluster, and records it as that: only then it may be deleted again. */
function confirm(spec: VmSpec, input: VmPlanInput): Action {
  return {
    command: `${input.vms.commands.run(spec.name, `cat ${paths.mark}`)}: see that it is the VM of this cluster`,
    isDone: () => isSetUp(spec, input),
    run: async ({ host, signal }) => {
      const { name, role } = spec;
      const machineId = await machineIdOf(host, spec, input, signal);
      recordHost(input.folder, { name, role, provider: input.cluster.provider, machineId });
    },
  };
}

/** @throws UserError unless the VM is of this cluster */
async function machineIdOf(host: Host, { name }: VmSpec, input: VmPlanInput, signal: AbortSignal) {
  const { cluster, folder } = input;
  const facts = await probe(host, {}, signal);
  const recorded = readHosts(folder).find((it) => it.name === name);
  const identity = readIdentity(folder, cluster.name);
  const claim = claimOn({ node: name, facts, recorded, identity });
  if (claim.state === 'foreign') throw new UserError(`${claim.why}; it is left alone`, { fix: claim.fix });
  return facts.machineId;
}
