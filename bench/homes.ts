import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { volumeOfFolder } from '../operate/homes/place.ts';
import { homeClaim } from '../platform/slug.ts';
import { Project } from '../testbed/project.ts';
import { TestBed } from '../testbed/test-bed.ts';
import type { TestHost } from '../testbed/test-host.ts';

/**
 * How long a backup and a restore of a home take, beside plain restic on the same hosts and by the same SFTP server, and rsync
 * for what is copied: `npm run bench:homes`, as root with rsync installed, on the hosts of the test bed. They take turns, so that
 * a machine that is busy for a while is busy for all. Each counts until what it wrote is on the disk: a restore only puts in
 * place what a power cut leaves whole. What a command takes for a home of one byte, such as its own start, is shown apart, and is
 * not in the rates.
 */
const ROUNDS = 3;
const STORAGE = '/var/lib/rancher/k3s/storage';
const HOME = `${STORAGE}/pvc-11111111-0000-0000-0000-000000000000_jupyterhub_claim-ada`;
const TINY = `${STORAGE}/pvc-22222222-0000-0000-0000-000000000000_jupyterhub_claim-bo`;
const RESTIC = '/usr/local/lib/hubwright/backup restic';
/** Large files and many small ones, none of which compresses or repeats. */
const FILL = `import os
os.makedirs('${TINY}')
open('${TINY}/one', 'w').write('1')
os.makedirs('${HOME}/large')
for i in range(120): open(f'${HOME}/large/{i}', 'wb').write(os.urandom(8 << 20))
for i in range(20000):
    os.makedirs(f'${HOME}/small/{i // 500}', exist_ok=True)
    open(f'${HOME}/small/{i // 500}/{i}', 'wb').write(os.urandom(3000))
`;

const bed = await TestBed.create();
try {
  const [server, agent] = await bed.addAll(['server-1', 'agent-1']);
  if (server === undefined || agent === undefined) throw new Error('a host is missing');
  const project = new Project({ ...bed.env, BACKUP_PASSWORD: 'bench' });
  await setUp(project, server, agent);
  const sh = (script: string) => agent.exec(['sh', '-c', script]);
  await agent.exec(['python3', '-c', FILL]);
  const seconds = new Map<string, number[]>();
  const measure = async (name: string, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - started) / 1000]);
  };
  for (let round = 1; round <= ROUNDS; round++) {
    // Each into a repository of its own, so that everything is new to it.
    const repository = `sftp:ubuntu@${server.address}:/home/ubuntu/plain-${round}`;
    const plain = `${RESTIC} -r ${repository} --repository-file ''`;
    await sh(`${plain} init`);
    await measure('restic backup, one byte', () => sh(`${plain} backup --quiet ${TINY}`));
    await measure('restic backup', () => sh(`${plain} backup --quiet ${HOME}`));
    await server.exec(['sh', '-c', 'rm -rf /home/ubuntu/own']);
    await sh('/usr/local/lib/hubwright/backup open --create');
    await sh(`mv ${HOME} /root/aside`);
    await measure('hubwright backup, one byte', () => sh('/usr/local/lib/hubwright/backup run'));
    await sh(`mv /root/aside ${HOME}`);
    await measure('hubwright backup', () => sh('/usr/local/lib/hubwright/backup run'));
    const restore = (path: string, to: string) =>
      sh(`${RESTIC} restore latest --path ${path} --quiet --sparse --target /tmp/plain-${to} && sync`);
    await measure('restic restore, one byte', () => restore(TINY, 'tiny'));
    await measure('restic restore', () => restore(HOME, 'home'));
    const own = (user: string) => project.succeed('restore', '--home', user, '--yes');
    await measure('hubwright restore, one byte', () => own('bo'));
    await measure('hubwright restore', () => own('ada'));
    await measure('rsync to a folder beside', () => sh(`rsync -aHAXS ${HOME}/ /tmp/copy/ && sync`));
    await sh(`rm -rf /tmp/plain-* /tmp/copy ${HOME}.before-restore-* ${TINY}.before-restore-*`);
  }
  const median = (name: string) => [...(seconds.get(name) ?? [])].sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
  console.log(`960 MiB in 120 files and 60 MB in 20,000, median of ${ROUNDS} rounds`);
  for (const name of seconds.keys()) console.log(`${name.padEnd(28)} ${median(name).toFixed(1).padStart(6)} s`);
  const rate = (name: string) => 1020 / (median(name) - median(`${name}, one byte`));
  for (const work of ['backup', 'restore']) {
    const [ours, plain] = [rate(`hubwright ${work}`), rate(`restic ${work}`)];
    const times = (plain / ours).toFixed(2);
    console.log(
      `${work}: ${ours.toFixed(0)} MB/s, plain restic ${plain.toFixed(0)} MB/s: ${times} times its time (aim: 1.1)`,
    );
  }
} finally {
  await bed.destroy();
}

async function setUp(project: Project, server: TestHost, agent: TestHost): Promise<void> {
  project.write('backup-key', readFileSync(bed.key, 'utf8'));
  const [type, key] = ((await server.read('/etc/ssh/ssh_host_ed25519_key.pub')) ?? '').split(' ');
  const host = ({ name, address }: TestHost) => ({ name, address, user: 'ubuntu' });
  await project.settings(
    { provider: 'ssh', servers: [host(server)], agents: [host(agent)] },
    {
      backup: {
        repository: `sftp:ubuntu@${server.address}:/home/ubuntu/own`,
        password: { env: 'BACKUP_PASSWORD' },
        ssh: { key: { file: 'backup-key' }, hostKey: `${type} ${key}` },
      },
    },
  );
  await project.succeed('up');
  for (const [path, user] of [[HOME, 'ada'] as const, [TINY, 'bo'] as const]) {
    const place = { namespace: 'jupyterhub', claim: homeClaim(user), size: '10Gi' };
    const { object } = volumeOfFolder({ node: agent.name, path }, place);
    await server.exec(['sh', '-c', `echo '${JSON.stringify(object)}' | k3s kubectl create -f -`]);
  }
}
