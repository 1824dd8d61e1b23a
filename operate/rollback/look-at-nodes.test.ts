import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { lookAtNodes } from './look-at-nodes.ts';

const at = (name: string) => ({ name, address: `${name}.example.com`, user: 'root' });
const { platform } = load({ cluster: { provider: 'ssh', servers: [at('s1')], agents: [at('a1')] } });
const PROBED = 'unit\tk3s active enabled\nk3s-origin\tca\npython3\tpresent\nend\tok\n';
const BRING_BACK =
  'Bring hosts that are gone back, or take agents that are gone out of the cluster with `npx hubwright down --node`. Nothing was changed.';

type Failure = Pick<ConstructorParameters<typeof HostError>[1], 'reason' | 'exitCode' | 'stderr'>;

/** Hosts of this cluster, on which the look at snapshots fails like this: at the server only after the agent. */
function look(failures: Readonly<Record<string, Failure>>) {
  let fail = () => {};
  const hasFailed = new Promise<void>((done) => {
    fail = done;
  });
  const hosts = ['s1', 'a1'].map((name) => {
    const host = fakeHost(name, {
      run: async (argv) => {
        const failure = argv[0] === 'python3' ? failures[name] : undefined;
        if (name === 'a1' && failure !== undefined) fail();
        if (name === 's1' && failures.a1 !== undefined) await hasFailed;
        if (failure !== undefined) throw new HostError(host, { argv, ...failure });
        const stdout = argv[0] === 'python3' ? '{"snapshots": [], "volumes": []}' : PROBED;
        return { exitCode: 0, stdout, stderr: '' };
      },
    });
    return host;
  });
  const identity = { cluster: 'test', id: 'c1', origins: new Set(['ca']) };
  return lookAtNodes({ platform, hosts, recorded: [], identity, signal: new AbortController().signal });
}

test('nodes that answer are looked at', async () => {
  expect((await look({})).map(({ node, snapshots }) => [node.name, snapshots])).toEqual([
    ['s1', []],
    ['a1', []],
  ]);
});

test('all nodes that fail are named, with what was printed there', async () => {
  const stderr = 'Traceback (most recent call last):\nPermissionError: snapshot.json\n';
  await expect(look({ s1: { reason: 'exit', exitCode: 1, stderr }, a1: { reason: 'timeout' } })).rejects.toMatchObject({
    message: `a rollback needs every node:
  s1 (root@s1 over SSH): exit code 1
    Traceback (most recent call last):
    PermissionError: snapshot.json
  a1 (root@a1 over SSH): timed out and was ended`,
    fix: `Fix what the commands that failed have printed. ${BRING_BACK}`,
  });
});

test('where no command has failed, there is nothing printed to fix', async () => {
  await expect(look({ a1: { reason: 'unreachable' } })).rejects.toMatchObject({ fix: BRING_BACK });
});
