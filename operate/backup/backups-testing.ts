import { readFileSync } from 'node:fs';
import { whyNoRestic } from '../../testbed/install-stand-ins.ts';
import { Project } from '../../testbed/project.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';

const STORAGE = '/var/lib/rancher/k3s/storage';
const home = (user: string, digit: string) =>
  `${STORAGE}/pvc-${digit.repeat(8)}-0000-0000-0000-000000000000_jupyterhub_claim-${user}`;
/** The home of a user on the server. */
export const ADA = home('ada', '1');
/** The home of a user on the agent. */
const GRACE = home('grace', '2');
/** The hub's database. */
export const HUB = `${STORAGE}/pvc-33333333-0000-0000-0000-000000000000_jupyterhub_hub-db-dir/jupyterhub.sqlite`;
/** Where the nodes keep what they need for backups. */
export const SETTINGS = '/etc/hubwright/backup';
/** The script of the nodes. */
export const SCRIPT = '/usr/local/lib/hubwright/backup';
export const NODES = ['server-1', 'agent-1'];

/** Why no backups can be made here; undefined when they can. */
export const whyNoBackups = () => whyNoTestBed() ?? whyNoRestic();

/** Runs a script of the shell on a host. */
export async function sh(host: TestHost, script: string, allow: readonly number[] = []) {
  return host.exec(['sh', '-c', script], { allow });
}

/** A server and an agent with a home each, and a project that backs them up with the real restic. */
export class BackedUpCluster {
  private constructor(
    readonly bed: TestBed,
    readonly project: Project,
  ) {}

  /** Makes the hosts and the project, whose repository is on one of them; `up` did not run yet. */
  static async create(): Promise<BackedUpCluster> {
    const bed = await TestBed.create();
    await bed.addAll(NODES);
    const project = new Project({ PATH: `${bed.bin}:${process.env.PATH}`, BACKUP_PASSWORD: 'hunter2-backup' });
    const cluster = new BackedUpCluster(bed, project);
    const { server } = cluster;
    // The key of the bed opens every host.
    project.write('backup-key', readFileSync(bed.key, 'utf8'));
    const [type, key] = ((await server.read('/etc/ssh/ssh_host_ed25519_key.pub')) ?? '').split(' ');
    await cluster.settings({
      repository: `sftp:ubuntu@${server.address}:/home/ubuntu/repository`,
      password: { env: 'BACKUP_PASSWORD' },
      ssh: { key: { file: 'backup-key' }, hostKey: `${type} ${key}` },
    });
    for (const [name, path] of [
      ['server-1', ADA],
      ['agent-1', GRACE],
    ] as const) {
      await sh(bed.host(name), `mkdir -p ${path}/.cache && echo work >${path}/a.ipynb && echo x >${path}/.cache/x`);
    }
    return cluster;
  }

  get server(): TestHost {
    return this.bed.host('server-1');
  }

  /** Writes the settings of the project, with these of backups or none. */
  settings(backup: object | undefined): Promise<void> {
    const host = (name: string) => ({ name, address: this.bed.host(name).address, user: 'ubuntu' });
    const cluster = { provider: 'ssh', servers: [host('server-1')], agents: [host('agent-1')] };
    return this.project.settings(cluster, backup === undefined ? {} : { backup });
  }

  /** What the server's last backup came to. */
  async status() {
    return JSON.parse((await this.server.read('/var/lib/hubwright/backup/status.json')) ?? '{}');
  }
}
