import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { stopServers } from '../homes/servers.ts';
import { describePlan } from './describe-plan.ts';
import { planRestore, type RestorePlan } from './plan.ts';
import { homeSnapshot } from './testing.ts';

const NOW = new Date(2026, 10, 26, 12, 0, 0);
const host = fakeHost('agent-1');
const plan = (changes: Partial<RestorePlan> = {}): RestorePlan => ({
  request: { user: 'ada', parts: [] },
  ...{
    snapshot: homeSnapshot(),
    since: undefined,
    content: { isFolder: true, bytes: 1_400_000_000 },
    host,
    server: host,
  },
  place: { node: 'agent-1', folder: '/data/pvc-1_jupyterhub_claim-ada', volume: 'pvc-1', state: 'bound' },
  ...{ pods: ['jupyter-ada'], disk: { free: 81 * 2 ** 30, total: 100 * 2 ** 30 } },
  suffix: '.before-restore-20261126T120000Z',
  ...changes,
});

const BEFORE =
  'What is in the backups of the nodes is from before: --to-folder restores it into a folder on this machine.';
test.each([
  [
    { nfs: { server: 'nas', path: '/homes' } },
    'homes are folders of nas:/homes, not on the nodes',
    `Restore from the backups of nas. ${BEFORE}`,
  ],
  [
    { claim: 'homes' },
    'homes are folders of the claim homes, not on the nodes',
    `Restore from the backups of its storage. ${BEFORE}`,
  ],
  [{ ephemeral: true }, 'homes end with their servers: there is none to restore', BEFORE],
])('where homes are no volumes, %j, there is none to replace', async (home, message, fix) => {
  const { platform } = load({ storage: { home } });
  const cluster = {
    platform,
    hosts: [],
    recorded: [],
    identity: { cluster: 'c', id: 'i', origins: new Set<string>() },
  };
  const { signal } = new AbortController();
  await expect(planRestore({ ...cluster, signal }, { user: 'ada', parts: [] }, NOW)).rejects.toMatchObject({
    ...{ message, fix, exitCode: 2 },
  });
});

test('what will be done, in words', () => {
  expect(describePlan(plan(), NOW)).toMatchInlineSnapshot(`
    "Restores the home of ada on agent-1:
      from     the backup of 2026-11-25 02:13 by agent-1, 1 day old, 1.4 GB
      to       /data/pvc-1_jupyterhub_claim-ada
      kept     what is there now, as pvc-1_jupyterhub_claim-ada.before-restore-20261126T120000Z
      disk     81.0 GiB (81 %) free, 1.4 GB needed
      server   jupyter-ada is running and will be stopped: unsaved work in it is lost"
  `);
});

test('what will be done to a file, and to a home that no node has', () => {
  const parts = ['drafts', 'notes.ipynb'];
  expect(describePlan(plan({ request: { user: 'ada', parts }, pods: [] }), NOW)).toMatchInlineSnapshot(`
    "Restores drafts/notes.ipynb of ada on agent-1:
      from     the backup of 2026-11-25 02:13 by agent-1, 1 day old, 1.4 GB
      to       /data/pvc-1_jupyterhub_claim-ada/drafts/notes.ipynb
      kept     what is there now, as notes.ipynb.before-restore-20261126T120000Z
      disk     81.0 GiB (81 %) free, 1.4 GB needed
      server   not stopped"
  `);
  const place = { node: 'agent-1', folder: '/data/restored', volume: 'restored', state: 'new' } as const;
  const since = homeSnapshot().time;
  expect(describePlan(plan({ place, since, pods: [] }), NOW)).toMatchInlineSnapshot(`
    "Restores the home of ada on agent-1:
      from     the backup of 2026-11-25 02:13 by agent-1, 1 day old, 1.4 GB
      earlier  an earlier home of this user is in the backups before 2026-11-25 02:13: --at a time before that
      to       /data/restored
      volume   restored, new, for the next server of ada
      disk     81.0 GiB (81 %) free, 1.4 GB needed
      server   not running"
  `);
});

const { platform } = load({
  cluster: {
    provider: 'ssh',
    name: 'test',
    servers: [{ name: 's1', address: '10.0.0.1' }],
    agents: [{ name: 'a1', address: '10.0.0.2' }],
  },
});
const SNAPSHOT = {
  ...{ id: 'aa11', time: '2026-11-25T02:13:27Z', hostname: 'a1', paths: ['/data/x'] },
  tags: ['hubwright', 'cluster:test', 'volume:jupyterhub/claim-ada'],
  summary: { total_files_processed: 3, total_bytes_processed: 30_000_000_000 },
};

/** Plans on hosts that answer as they would, but for what is given by the first words of a command. */
async function plans(answers: Readonly<Record<string, string | number>>, parts: readonly string[] = []) {
  const all: Readonly<Record<string, string | number>> = {
    'restic snapshots': JSON.stringify([SNAPSHOT]),
    'restic ls': JSON.stringify({ struct_type: 'node', name: 'a.txt', path: '/data/x/a.txt', type: 'file' }),
    'restic restore': JSON.stringify({ message_type: 'summary', total_bytes: 70 }),
    'kubectl get nodes,pv,pvc': JSON.stringify({
      items: ['s1', 'a1'].map((name) => ({ kind: 'Node', metadata: { name } })),
    }),
    'kubectl get pods': '',
    'sh -c': '9000000 25000000 4096',
    ...answers,
  };
  const hosts = ['s1', 'a1'].map((name) => {
    const host = fakeHost(name, {
      run: async (argv) => {
        const mark = `{"version":1,"cluster":"test","id":"a1fa","node":"${name}"}`;
        const probed = `machine-id\tof-${name}\ntoken\tpresent\nmark\t${mark}\ncgroups\t2 cpu\nend\tok\n`;
        const words = argv.join(' ');
        const key = Object.keys(all).find((it) => words.includes(it) && argv[1] !== '-s') ?? '';
        const answer = argv[1] === '-s' ? probed : (all[key] ?? '');
        if (typeof answer === 'string') return { exitCode: 0, stdout: answer, stderr: '' };
        throw new HostError(host, { reason: 'exit', argv, exitCode: answer, stderr: '{"message":"Fatal: boom"}' });
      },
    });
    return host;
  });
  const recorded = [
    { name: 's1', role: 'server' as const, provider: 'ssh', machineId: 'of-s1' },
    { name: 'a1', role: 'agent' as const, provider: 'ssh', machineId: 'of-a1' },
  ];
  const identity = { cluster: 'test', id: 'a1fa', origins: new Set<string>() };
  const { signal } = new AbortController();
  return planRestore({ platform, hosts, recorded, identity, signal }, { user: 'ada', parts }, NOW);
}

test('a plan has the space that it takes and leaves', async () => {
  expect(await plans({})).toMatchObject({
    ...{ content: { isFolder: true, bytes: 30e9 }, disk: { free: 9e6 * 4096, total: 25e6 * 4096 } },
    place: { node: 'a1', state: 'new' },
  });
  expect(await plans({}, ['a.txt'])).toMatchObject({ content: { isFolder: false, bytes: 70 } });
});

test.each<[string, Readonly<Record<string, string | number>>, string, ...string[]]>([
  [
    'a disk that would be too full',
    { 'sh -c': '8000000 25000000 4096' },
    'a1: 30.0 GB to restore, and only 30.5 GiB (32 %) of the disk is free',
  ],
  ['no backups on the node', { 'restic snapshots': 127 }, 's1: it has no backups set up'],
  ['no repository', { 'restic snapshots': 10 }, 's1: it finds no repository'],
  ['a locked repository', { 'restic ls': 11 }, 'a1: the repository is locked by another restic', 'a.txt'],
  ['another failure of restic', { 'restic ls': 1 }, 'a1: restic ended with code 1\n  boom', 'a.txt'],
])('%s', async (_, answers, message, ...parts) => {
  await expect(plans(answers, parts)).rejects.toThrow(message);
});

test('a server that does not stop ends the restore before anything is changed', async () => {
  const server = fakeHost('s1', {
    run: async (argv) => {
      if (argv[2] === 'delete') throw new HostError(server, { reason: 'timeout', argv });
      return {
        exitCode: 0,
        stdout:
          'jupyter-ada   <none>   Running   a1   <none>   ada\njupyter-ada--gpu   <none>   Running   a1   gpu   ada',
        stderr: '',
      };
    },
  });
  const stopped = stopServers(server, { user: 'ada', namespace: 'jupyterhub' }, new AbortController().signal);
  await expect(stopped).rejects.toThrow('jupyter-ada does not stop: it is still there after 3 minutes');
});
