import { claimOn, readIdentity } from '../../../cluster/claim.ts';
import { clusterId, forgetHost, type RecordedHost, readHosts, recordHost } from '../../../cluster/cluster-folder.ts';
import { markText } from '../../../cluster/mark.ts';
import { paths } from '../../../cluster/node-config.ts';
import { probe } from '../../../cluster/probe.ts';
import { launchArgs, type Multipass, type Vm } from '../../../providers/multipass/multipass.ts';
import { forDisplay } from '../../../system/exec.ts';
import { type Host, HostError } from '../../../system/hosts/host.ts';
import { UserError } from '../../../system/user-error.ts';
import { wait } from '../../plan/actions.ts';
import type { Action, Step, StepContext } from '../../plan/step.ts';
import type { VmSpec } from './vm-spec.ts';

/** What the VMs are planned from. */
export interface VmPlanInput {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly specs: readonly VmSpec[];
  /** All VMs of this machine. */
  readonly found: ReadonlyMap<string, Vm>;
  readonly recorded: readonly RecordedHost[];
  /** The cluster's folder on this machine. */
  readonly folder: string;
  readonly multipass: Multipass;
}

const MINUTE = 60_000;
/** States that lead to a running VM by themselves. */
const ON_ITS_WAY = ['Running', 'Starting', 'Restarting'];

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

function launch(spec: VmSpec, { cluster, found, recorded, folder, multipass }: VmPlanInput): Action {
  const { name, role } = spec;
  const isRecorded = recorded.some((it) => it.name === name);
  return {
    command: forDisplay('multipass', launchArgs(spec)),
    isDone: () => found.has(name),
    run: async ({ signal, progress }) => {
      // First: whatever ends this, the VM is then known as this cluster's.
      recordHost(folder, { name, role, provider: 'multipass' });
      const mark = markText({ cluster, id: clusterId(folder), node: name });
      try {
        await multipass.launch(spec, cloudConfig(mark), { signal, onLine: progress });
      } catch (error) {
        if (!(error instanceof UserError) || signal.aborted) throw error;
        // The daemon goes on with a launch whose client was killed.
        if (isRecorded && /is being prepared|already exists/.test(error.message)) return;
        const vm = /already exists/.test(error.message) ? undefined : (await multipass.list(signal)).get(name);
        if (vm === undefined) forgetHost(folder, name);
        // Where Multipass gave up waiting, the VM mostly works a little later.
        if (vm === undefined || !ON_ITS_WAY.includes(vm.state)) throw error;
        progress(`waiting: ${name}, of which Multipass says: ${error.message.split('\n').at(-1)?.trim()}`);
      }
    },
  };
}

/** What cloud-init writes before anything else can be done in the VM, whoever waits for its launch. */
function cloudConfig(mark: string): string {
  // Multipass reads it as YAML and writes it anew: nothing in it may depend on how.
  const file = `  - path: ${paths.mark}\n    encoding: b64\n    content: ${Buffer.from(mark).toString('base64')}`;
  return `#cloud-config\nwrite_files:\n${file}\n`;
}

function start(name: string, vm: Vm | undefined, { multipass }: VmPlanInput): Action {
  return {
    command: `multipass start ${name}`,
    isDone: () => vm === undefined || ON_ITS_WAY.includes(vm.state),
    run: async ({ signal, progress }) => multipass.start(name, { signal, onLine: progress }),
  };
}

function address(name: string, vm: Vm | undefined, { multipass }: VmPlanInput): Action {
  return {
    ...wait({
      waitFor: `${name} to run and to have an address`,
      limit: 15 * MINUTE,
      look: async ({ signal }) => {
        const now = (await multipass.list(signal)).get(name);
        if (now === undefined) return `Multipass to prepare ${name}`;
        if (now.state !== 'Running') return `${name} to run, which is ${now.state} now`;
        return now.addresses.length === 0 ? `${name} to get an address` : undefined;
      },
    }),
    isDone: () => vm?.state === 'Running' && vm.addresses.length > 0,
  };
}

/** Once a VM was set up by Hubwright, its first start is long over. */
const isSetUp = ({ name }: VmSpec, { found, recorded }: VmPlanInput) =>
  found.has(name) && recorded.some((it) => it.name === name && it.machineId !== undefined);

function cloudInit(spec: VmSpec, input: VmPlanInput): Action {
  const { name } = spec;
  return {
    command: `multipass exec ${name} -- cloud-init status --wait --long`,
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
        const said = error.stdout.split('\n').map((line) => `\n  ${line}`);
        throw new UserError(`cloud-init could not set the VM up${said.join('')}`, {
          fix: `Nothing is on it yet, so have it made anew: \`multipass delete --purge ${name}\`.`,
        });
      }
    },
  };
}

/** Sees that it is the VM that was launched for this cluster, and records it as that: only then it may be deleted again. */
function confirm(spec: VmSpec, input: VmPlanInput): Action {
  return {
    command: `multipass exec ${spec.name} -- cat ${paths.mark}: see that it is the VM of this cluster`,
    isDone: () => isSetUp(spec, input),
    run: async ({ host, signal }) => {
      const { name, role } = spec;
      const machineId = await machineIdOf(host, spec, input, signal);
      recordHost(input.folder, { name, role, provider: 'multipass', machineId });
    },
  };
}

/** @throws UserError unless the VM is of this cluster */
async function machineIdOf(host: Host, { name }: VmSpec, { cluster, folder }: VmPlanInput, signal: AbortSignal) {
  const facts = await probe(host, {}, signal);
  const recorded = readHosts(folder).find((it) => it.name === name);
  const claim = claimOn({ node: name, facts, recorded, identity: readIdentity(folder, cluster) });
  if (claim.is === 'foreign') throw new UserError(`${claim.why}; it is left alone`, { fix: claim.fix });
  return facts.machineId;
}
