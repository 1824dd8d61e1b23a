import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { HASH } from '../settings/testing.ts';
import { ProcessWatch } from '../testbed/process-watch.ts';
import { Project } from '../testbed/project.ts';
import { noteSsh } from '../testbed/ssh-words.ts';
import { TestBed, whyNoTestBed } from '../testbed/test-bed.ts';

const NODES = ['server-1', 'agent-1'];
const PASSWORD = 'hunter2-of-the-registry';

(whyNoTestBed() === undefined ? describe : describe.skip)('the secrets of a cluster', () => {
  let bed: TestBed;
  let project: Project;
  /** All that was printed, given as words to a program, or noted on a host. */
  let printed = '';
  let watched = '';
  const settings = (taint: string) => {
    const [server, agent] = NODES.map((name) => ({ name, address: bed.host(name).address, user: 'ubuntu' }));
    const login = { host: 'registry.example.com', username: 'robot', password: { env: 'REGISTRY_PASSWORD' } };
    const agents = [{ ...agent, taints: [{ key: 'run', value: taint, effect: 'PreferNoSchedule' }] }];
    return project.settings({ provider: 'ssh', servers: [server], agents }, { registry: { credentials: [login] } });
  };

  beforeAll(async () => {
    bed = await TestBed.create();
    await bed.addAll(NODES);
    const bin = join(bed.dir, 'noting');
    // Not in this process's environment, which the helpers below take with them onto a host.
    project = new Project({ PATH: `${bin}:${process.env.PATH}`, REGISTRY_PASSWORD: PASSWORD });
    noteSsh({ bin, ssh: join(bed.bin, 'ssh'), log: join(bed.dir, 'ssh.log') });
    const watch = new ProcessWatch();
    await settings('one');
    const run = async (...args: string[]) => {
      const { output, code } = await project.hubwright(...args);
      printed += output;
      return code;
    };
    expect(await run('up', '--dry-run')).toBe(0);
    expect(await run('up')).toBe(0);
    // Failures, whose messages show what was said.
    await settings('two');
    await bed.host('agent-1').write('/etc/rancher/k3s/config.yaml.d/own.yaml', 'bogus: 1\n');
    expect(await run('up')).toBe(1);
    await bed.host('agent-1').exec(['rm', '/etc/rancher/k3s/config.yaml.d/own.yaml']);
    await bed.host('server-1').tune({ chartFails: 'Error: UPGRADE FAILED: no' });
    project.write(
      'platform.yaml',
      `${readFileSync(join(project.folder, 'platform.yaml'))}hub: { culling: { idle: 3h } }\n`,
    );
    expect(await run('up')).toBe(1);
    await run('status', '--json');
    watched = await watch.end();
    printed += readFileSync(join(bed.dir, 'ssh.log'), 'utf8');
    for (const name of NODES) printed += JSON.stringify(await bed.host(name).commands());
    for (const name of NODES)
      printed += (await bed.host(name).exec(['sh', '-c', 'cat /var/log/testbed-journal/*'])).stdout;
    printed += readFileSync(join(project.folder, '.hubwright/test/state.json'), 'utf8');
  });
  afterAll(async () => bed?.destroy());

  /** Everything that nobody else may know, by what it is. */
  function secrets(): Map<string, string> {
    const cluster = (name: string) => readFileSync(join(project.folder, '.hubwright/test', name), 'utf8').trim();
    const [user] = parse(cluster('kubeconfig')).users;
    const found = new Map([
      ['token', cluster('token')],
      ['token to join with', cluster('join-token')],
      ['login of the registry', PASSWORD],
      ['hash of a password', HASH],
      ['key of the kubeconfig', user.user['client-key-data']],
    ]);
    for (const file of readdirSync(join(project.folder, 'dist'))) {
      const documents = parseAllDocuments(readFileSync(join(project.folder, 'dist', file), 'utf8'));
      for (const object of documents.map((it) => it.toJS()).filter((it) => it?.kind === 'Secret')) {
        for (const [key, value] of Object.entries<string>({ ...object.data, ...object.stringData })) {
          found.set(`${object.metadata.name} ${key}`, value);
          for (const line of value.split('\n').filter((it) => it.length > 20))
            found.set(`${key}: ${line.length}`, line);
        }
      }
    }
    return found;
  }

  test('are in no output, words, log, note or process', () => {
    const all = secrets();
    expect(all.size).toBeGreaterThan(6);
    expect(watched).toContain('sshd');
    expect(printed).toContain('put-file');
    const leaked = [...all].filter(([, secret]) => printed.includes(secret) || watched.includes(secret));
    expect(leaked.map(([name]) => name)).toEqual([]);
  });

  test('are in files that only their owner reads, on this machine and on the hosts', () => {
    const all = [...secrets().values()];
    const roots = [
      ...['dist', '.hubwright'].map((name) => join(project.folder, name)),
      ...NODES.flatMap((name) =>
        ['/etc/rancher', '/var/lib/rancher', '/home/ubuntu', '/tmp'].map((it) => bed.host(name).path(it)),
      ),
    ];
    const holding = roots.flatMap(filesIn).filter((file) => {
      const text = readFileSync(file, 'utf8');
      return all.some((secret) => text.includes(secret));
    });
    // On the hosts: token, registry logins, manifests, kubeconfig and what k3s keeps itself.
    expect(holding.length).toBeGreaterThan(10);
    expect(holding.filter((file) => (lstatSync(file).mode & 0o077) !== 0 || lstatSync(file).uid !== 0)).toEqual([]);
  });
});

/** All files on the folder's own file system: this checkout may be mounted below a host's /tmp. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const { dev } = lstatSync(folder);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return lstatSync(path).dev === dev ? filesIn(path) : [];
    return entry.isFile() && lstatSync(path).size < 1_000_000 ? [path] : [];
  });
}
