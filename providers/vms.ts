import type { Measures, Node } from '../platform/nodes.ts';
import type { Run } from '../system/exec.ts';
import type { Problem } from '../system/problem.ts';
import type { UserError } from '../system/user-error.ts';

/** How a provider makes VMs, as far as that is known without asking anybody. */
export interface VmMaker {
  /** The command by which a person deletes a VM with everything in it. */
  deletion(name: string): string;
  /** @param run how programs of this machine are run; for real unless given */
  open(run?: Run): Promise<Vms>;
}

/** What makes VMs, at work. Every method that asks it rejects with a {@link UserError}. */
export interface Vms {
  /** What it is called: `Multipass`. */
  readonly title: string;
  /** Whether it is on this machine, whatever it answers. */
  isInstalled(): Promise<boolean>;
  /** All VMs, those of others too, by name. */
  list(signal?: AbortSignal): Promise<ReadonlyMap<string, Vm>>;
  /** @param cloudInit the configuration of cloud-init for the VM's first start */
  launch(spec: VmSpec, cloudInit: string, options: Listening): Promise<void>;
  start(name: string, options: Listening): Promise<void>;
  /** Deletes a VM with everything in it. */
  delete(name: string, signal?: AbortSignal): Promise<void>;
  /** What already has the name of a VM whose launch has failed so: a VM, or a launch that goes on. */
  holderOfName(failure: UserError): 'vm' | 'launch' | undefined;
  /** Why no VM can have the name of this one, whoever made it; undefined where it only has to be ours. */
  obstacle(vm: Vm): Problem | undefined;
  /** The commands by which a person does the same. */
  readonly commands: {
    launch(spec: VmSpec): string;
    start(name: string): string;
    /** Deletes a VM with everything in it, as {@link VmMaker.deletion} says. */
    delete(name: string): string;
    /** @param command what is run in the VM */
    run(name: string, command: string): string;
    /** Gives a VM other measures. */
    resize(spec: VmSpec): string;
  };
}

/** A VM as the settings want it. */
export interface VmSpec extends Measures, Pick<Node, 'name' | 'role' | 'path'> {}

/** A VM as it was found. */
export interface Vm {
  readonly name: string;
  /** In the words of what made it: `Running`, `Suspended`. */
  readonly state: string;
  /** What that means. `coming`: it runs before long by itself; `deleted`: it can be brought back, and keeps its name. */
  readonly phase: 'running' | 'coming' | 'off' | 'deleted';
  /** Those by which it is reached; the ones that k3s gives to its pods are left out. */
  readonly addresses: readonly string[];
}

/** Ends a long command when the signal aborts, and hears what it prints. */
export interface Listening {
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}
