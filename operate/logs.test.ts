import { expect, test } from '@jest/globals';
import { fakeHost } from '../bootstrap/testing.ts';
import { load } from '../settings/testing.ts';
import { type Host, HostError } from '../system/hosts/host.ts';
import { type LogOwner, parseLogPods, podOf } from './log-pods.ts';
import { type LogsInput, showLogs } from './logs.ts';

const SERVERS = ['s1', 's2'].map((name, i) => ({ name, address: `10.0.0.${i + 1}` }));
const AGENT = { name: 'a1', address: '10.0.0.9' };
const { platform } = load({
  cluster: {
    provider: 'ssh',
    name: 'test',
    servers: [...SERVERS, { name: 's3', address: '10.0.0.3' }],
    agents: [AGENT],
  },
});
const machine = (name: string, mark = 'a1fa') =>
  `machine-id\tof-${name}\ntoken\tpresent\nmark\t{"version":1,"cluster":"test","id":"${mark}","node":"${name}"}\ncgroups\t2 cpu\nend\tok\n`;
const PODS = [
  'jupyter-ada---1b2c3d4e   <none>   Running   a1   <none>   ada@example.com',
  'jupyter-bob              <none>   Running   a1   <none>   bob',
  'jupyter-bob--gpu         <none>   Running   a1   gpu      bob',
  'jupyter-cy--one          <none>   Running   a1   one      cy',
  'jupyter-cy--two          <none>   Running   a1   two      cy',
  'jupyter-dan--x           <none>   Pending   a1   my lab   dan of hopper',
].join('\n');

/** A server of the cluster, and what it was told. */
function server(
  name: string,
  behavior: Partial<{ pods: string; events: string; log: string; error: string; mark: string }> = {},
) {
  const asked: string[] = [];
  const host: Host = fakeHost(name, {
    run: async (argv, options) => {
      const stdout =
        argv[0] === 'sh'
          ? machine(name, behavior.mark)
          : argv[2] === 'get'
            ? ((argv[3] === 'events' ? behavior.events : behavior.pods) ?? '{"items":[]}')
            : (behavior.log ?? '');
      if (argv[0] !== 'sh') asked.push(argv.slice(2).join(' '));
      const failed = argv[2] === 'logs' && behavior.error !== undefined;
      if (failed) throw new HostError(host, { reason: 'exit', argv, exitCode: 1, stderr: behavior.error ?? '' });
      for (const line of argv[2] === 'logs' ? stdout.split('\n') : []) options?.onLine?.(line, 'stdout');
      options?.onLine?.('a warning of kubectl', 'stderr');
      return { exitCode: 0, stdout, stderr: '' };
    },
  });
  return { host, asked };
}

function unreachable(name: string): Host {
  const host: Host = fakeHost(name, {
    run: async (argv) => {
      throw new HostError(host, { reason: 'unreachable', argv });
    },
  });
  return host;
}

async function logs(owner: LogOwner, hosts: readonly Host[], options: Partial<LogsInput> = {}): Promise<string[]> {
  const shown: string[] = [];
  await showLogs({
    ...{ platform, hosts, owner, follow: false, previous: false, signal: new AbortController().signal },
    recorded: SERVERS.map(({ name }) => ({ name, role: 'server', provider: 'ssh', machineId: `of-${name}` })),
    identity: { cluster: 'test', id: 'a1fa', origins: new Set<string>() },
    show: (text) => shown.push(text),
    ...options,
  });
  return shown;
}

test('the log of the hub is that of the pod that stays, with what is asked for', async () => {
  const pods = [
    'hub-old    2026-11-26T10:00:00Z   Running   <none>   <none>',
    'hub-next   <none>                 Pending   <none>   <none>',
    'hub-new    <none>                 Running   <none>   <none>',
  ].join('\n');
  const { host, asked } = server('s1', { pods, log: 'first\n\nlast' });
  expect(await logs('hub', [host], { previous: true, since: 1800, tail: 20 })).toEqual(['first\n\nlast']);
  expect(asked.map((it) => it.replace(/ -o .*/, ''))).toEqual([
    'get pods -n jupyterhub -l component=hub --no-headers',
    'logs -n jupyterhub hub-new -c hub --previous --since=1800s --tail=20',
  ]);
  // Never whole: a pod of a notebook server holds its token.
  expect(asked[0]).toContain(' -o custom-columns=POD:.metadata.name,');
});

test("a user's server is found by the plain name, and followed without what kubectl says besides", async () => {
  const { host, asked } = server('s1', { pods: PODS, log: 'one\ntwo' });
  expect(await logs({ user: 'ada@example.com' }, [host], { follow: true })).toEqual(['one', 'two']);
  expect(asked[1]).toBe('logs -n jupyterhub jupyter-ada---1b2c3d4e -c notebook --follow');
});

test('following ends when it is interrupted, though kubectl goes on', async () => {
  const interrupted = new AbortController();
  const { host } = server('s1', { pods: PODS });
  const endless: Host = {
    ...host,
    run: (argv, options) => {
      if (argv[2] !== 'logs') return host.run(argv, options);
      interrupted.abort();
      return new Promise(() => {});
    },
  };
  const { signal } = interrupted;
  await expect(logs({ user: 'bob' }, [endless], { follow: true, signal })).rejects.toMatchObject({ reason: 'aborted' });
});

test('a server whose k3s does not run', async () => {
  const { host } = server('s1', { pods: PODS });
  const stderr = 'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?';
  const stopped: Host = {
    ...host,
    run: (argv, options) => {
      if (!argv.includes('kubectl')) return host.run(argv, options);
      throw new HostError(host, { reason: 'exit', argv, exitCode: 1, stderr });
    },
  };
  await expect(logs({ user: 'bob' }, [stopped])).rejects.toThrow(
    'no server of the cluster answers\n  s1 (root@s1 over SSH): the Kubernetes API does not answer: k3s does not run on this server, or is just starting',
  );
});

test('the first server that is ours and answers is asked, and no agent', async () => {
  const [foreign, own] = [server('s2', { mark: 'be7a', log: 'of others' }), server('s3', { pods: PODS, log: 'ours' })];
  const agent = fakeHost('a1', { run: () => Promise.reject(new Error('asked')) });
  expect(await logs({ user: 'bob' }, [unreachable('s1'), foreign.host, own.host, agent])).toEqual(['ours']);
  expect(foreign.asked).toEqual([]);
  await expect(logs('hub', [unreachable('s1'), foreign.host, agent])).rejects.toMatchObject({
    message:
      'no server of the cluster answers\n  s1 (root@s1 over SSH): the host does not answer\n  s2: it belongs to another cluster called test (be7a)',
    exitCode: 1,
  });
});

const BAD = 'Error from server (BadRequest): ';
const WAITS = `${BAD}container "notebook" in pod "jupyter-bob" is waiting to start: `;
test.each([
  [`${BAD}pod jupyter-bob does not have a host assigned`, 'it is waiting for a node with room for it'],
  [`${WAITS}trying and failing to pull image`, 'which cannot be pulled (trying and failing to pull image)'],
  [`${WAITS}image can't be pulled`, "it is waiting for its image, which cannot be pulled (image can't be pulled)"],
  [`${WAITS}ContainerCreating`, 'it is waiting for its image or its volumes (ContainerCreating)'],
  [`${WAITS}PodInitializing`, 'it is waiting to start (PodInitializing)'],
  [
    `${BAD}previous terminated container "notebook" in pod "jupyter-bob" not found`,
    'jupyter-bob has not been restarted, so there is no earlier log',
  ],
  ['Error from server: dial tcp 10.0.0.9:10250: i/o timeout', 'exit code 1\n  Error from server: dial tcp'],
])('%s', async (error, message) => {
  const { host } = server('s1', { pods: PODS, error });
  await expect(logs({ user: 'bob' }, [host])).rejects.toThrow(message);
});

test.each([
  [`${BAD}pod jupyter-bob does not have a host assigned`, 'FailedScheduling', '0/1 nodes are available'],
  [`${WAITS}ContainerCreating`, 'FailedMount', 'secret "keys" not found'],
  [`${WAITS}PodInitializing`, 'FailedMount', 'secret "keys" not found'],
])('%s: its events say more', async (error, reason, message) => {
  const events = JSON.stringify({ items: [{ reason, message }] });
  const { host, asked } = server('s1', { pods: PODS, error, events });
  await expect(logs({ user: 'bob' }, [host])).rejects.toThrow(
    `jupyter-bob has no log yet: its containers cannot be made: ${reason}: ${message}`,
  );
  expect(asked.at(-1)).toContain('involvedObject.name=jupyter-bob ');
});

test.each<[LogOwner, string]>([
  [{ user: 'bob' }, 'jupyter-bob'],
  [{ user: 'bob', server: 'gpu' }, 'jupyter-bob--gpu'],
  [{ user: 'dan of hopper' }, 'jupyter-dan--x'],
  [{ user: 'dan of hopper', server: 'my lab' }, 'jupyter-dan--x'],
])('%j', (owner, name) => {
  expect(podOf(owner, parseLogPods(PODS), 'jupyterhub').name).toBe(name);
});

const thrown = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    const { message, fix } = error as Error & { fix?: string };
    return `${message} | ${fix}`;
  }
  return 'nothing';
};

test('a user without a server: the message lists who has one', () => {
  const choose = (owner: LogOwner, text = PODS) => thrown(() => podOf(owner, parseLogPods(text), 'jupyterhub'));
  expect([
    choose({ user: 'boby' }),
    choose({ user: 'zoe' }, ''),
    choose({ user: 'cy' }),
    choose({ user: 'bob', server: 'cpu' }),
    choose('proxy', ''),
  ]).toMatchInlineSnapshot(`
    [
      "no server runs for "boby"; did you mean "bob"? | Right now, servers run for: ada@example.com, bob, cy, dan of hopper. The logs of a server are gone when it stops.",
      "no server runs for "zoe" | Right now, no server runs at all. The logs of a server are gone when it stops.",
      "cy has more than one server; running: "one", "two" | Name one with \`--server NAME\`.",
      "bob has no server "cpu"; running: the default one, "gpu" | Name one with \`--server NAME\`. Without it, the default server is used.",
      "the proxy has no pod in the namespace jupyterhub | \`npx hubwright status\` shows what is missing.",
    ]
  `);
});
