import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { type Host, HostError, type HostFailure } from '../../system/hosts/host.ts';
import { machineId } from '../../system/machine-id.ts';
import type { AskedCluster } from '../ask-server.ts';

const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });

/** A machine of {@link RebootCluster}, which may be changed at any time. */
export interface Machine {
  boot: string;
  asks?: string;
  /** How it fails to answer. @default - it answers */
  fails?: HostFailure;
  isReady: boolean;
  isCordoned: boolean;
  annotations: Record<string, string>;
  /** What `systemctl reboot` does. */
  reboot: () => void;
}

/** Three servers and two agents whose machines are restarted at once. */
export class RebootCluster {
  readonly machines = new Map<string, Machine>();
  /** What was changed, in the order in which it was. */
  readonly changes: string[] = [];
  /** Users with a server, by node. */
  readonly pods = new Map<string, string>();
  readonly asked: AskedCluster;
  private readonly hosts: readonly Host[];
  private readonly here: string | undefined;

  /** @param here the node that is this machine; none unless it is given */
  constructor({
    names = ['s1', 's2', 's3', 'a1', 'a2'],
    here,
  }: { readonly names?: readonly string[]; readonly here?: string } = {}) {
    this.here = here;
    const of = (role: string) => names.filter((it) => it.startsWith(role)).map(at);
    const { platform } = load({ cluster: { provider: 'ssh', servers: of('s'), agents: of('a') } });
    for (const name of names) this.machines.set(name, this.machine(name));
    this.hosts = names.map((name) => this.hostOf(name));
    this.asked = {
      ...{ platform, hosts: this.hosts, signal: new AbortController().signal },
      identity: { cluster: 'hubwright', id: 'a1fa', origins: new Set<string>() },
      recorded: names.map((name) => ({
        ...{ name, provider: 'ssh', machineId: this.machineIdOf(name) },
        role: name.startsWith('s') ? ('server' as const) : ('agent' as const),
      })),
    };
  }

  at(name: string): Machine {
    return this.machines.get(name) as Machine;
  }

  private machineIdOf(name: string): string {
    return name === this.here ? machineId() : `of-${name}`;
  }

  private machine(name: string): Machine {
    const machine: Machine = {
      ...{ boot: `${name}-1`, isReady: true, isCordoned: false, annotations: {} },
      reboot: () => {
        machine.boot = machine.boot.replace(/\d+$/, (count) => String(Number(count) + 1));
      },
    };
    return machine;
  }

  private hostOf(name: string): Host {
    const host: Host = fakeHost(name, {
      run: async (argv, { input } = {}) => {
        const machine = this.at(name);
        if (machine.fails !== undefined) throw new HostError(host, { reason: machine.fails, argv });
        return { exitCode: 0, stdout: this.answer(name, argv, `${input}`), stderr: '' };
      },
    });
    return host;
  }

  private answer(name: string, argv: readonly string[], input: string): string {
    const { boot, asks, reboot } = this.at(name);
    if (argv[0] === 'cat') return `${boot}\n`;
    if (argv[0] === 'systemctl') {
      this.changes.push(`reboot ${name}`);
      reboot();
      return '';
    }
    if (argv[0] === 'k3s') return this.kubectl(argv.slice(2));
    if (argv.includes('k3s') || argv.includes('k3s-agent')) return 'active';
    if (input.includes('boot_id')) {
      return `boot\t${boot}\n${asks === undefined ? '' : `asks\t${asks}\n`}`;
    }
    const mark = `{"version":1,"cluster":"hubwright","id":"a1fa","node":"${name}"}`;
    return `machine-id\t${this.machineIdOf(name)}\ntoken\tpresent\nmark\t${mark}\ncgroups\t2 cpu\nend\tok\n`;
  }

  private kubectl(words: readonly string[]): string {
    const [verb, what, name = ''] = words;
    if (verb === 'get' && what === 'nodes') {
      return JSON.stringify({ items: [...this.machines.keys()].map((it) => this.nodeOf(it)) });
    }
    if (verb === 'get' && what === 'node') return JSON.stringify(this.nodeOf(name));
    if (verb === 'get' && words.includes('component in (hub,proxy)')) {
      const status = { conditions: [{ type: 'Ready', status: 'True' }] };
      const items = ['hub', 'proxy'].map((it) => ({ metadata: { name: it, labels: { component: it } }, status }));
      return JSON.stringify({ items });
    }
    if (verb === 'get') {
      const isShort = words.some((it) => it.includes('NODE:') && !it.includes('USER:'));
      const pods = [...this.pods];
      return pods
        .map(([user, node]) =>
          isShort ? `jupyter-${user}   ${node}` : `jupyter-${user}   <none>   Running   ${node}   <none>   ${user}`,
        )
        .join('\n');
    }
    this.changes.push(words.filter((it) => !it.startsWith('--')).join(' '));
    if (verb === 'delete')
      for (const user of [...this.pods.keys()]) if (words.includes(`jupyter-${user}`)) this.pods.delete(user);
    if (verb === 'cordon' || verb === 'uncordon') this.at(what ?? '').isCordoned = verb === 'cordon';
    if (verb === 'annotate') {
      const [, key = '', value] = /^([^=]+?)(?:-|=(.*))$/.exec(words[3] ?? '') ?? [];
      if (value === undefined) delete this.at(name).annotations[key];
      else this.at(name).annotations[key] = value;
    }
    return '';
  }

  private nodeOf(name: string) {
    const { boot, isReady, isCordoned, annotations } = this.at(name);
    return {
      metadata: { name, annotations },
      spec: isCordoned ? { unschedulable: true } : {},
      status: {
        conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
        nodeInfo: { kubeletVersion: 'v1', bootID: boot },
      },
    };
  }
}
