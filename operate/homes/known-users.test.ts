import { expect, test } from '@jest/globals';
import { fakeHost } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import { knownUsers } from './known-users.ts';

const { signal } = new AbortController();
const shared = load(
  { auth: { type: 'dummy', password: { env: 'PASSWORD' } } },
  {},
  { env: { PASSWORD: 'shared by all' } },
);

/** The users, as far as the hub's container says them in these words, and what it was asked. */
async function usersOf(said: string | undefined, platform = shared.platform) {
  const asked: string[] = [];
  const host = fakeHost('s1', {
    run: async (argv) => {
      asked.push(argv.join(' '));
      if (said === undefined)
        throw new HostError(host, { reason: 'exit', argv, exitCode: 1, stderr: 'error: no pods' });
      return { exitCode: 0, stdout: said, stderr: '' };
    },
  });
  return { users: await knownUsers(host, platform, signal), asked };
}

test('users.yaml says who exists, and the hub is not asked', async () => {
  const { platform } = load();
  expect(await usersOf(undefined, platform)).toEqual({ users: new Set(Object.keys(platform.users)), asked: [] });
});

test('with other ways to log in, the hub is asked', async () => {
  const { users, asked } = await usersOf('Loading /usr/local/etc/jupyterhub/config/values.yaml\n["ada", "grace"]\n');
  expect(users).toEqual(new Set(['ada', 'grace']));
  expect(asked).toEqual(['k3s kubectl exec -i -n jupyterhub deploy/hub -c hub -- python3 -']);
});

test('while the hub does not run, it is said why the users are unknown', async () => {
  expect((await usersOf(undefined)).users).toBe('error: no pods');
});
