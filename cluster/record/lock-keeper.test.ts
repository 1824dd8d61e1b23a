import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { LockKeeper } from './lock-keeper.ts';
import type { ServerLock } from './server-lock.ts';
import { FolderHost } from './testing.ts';

const server = new FolderHost('s-1');
const unreachable = () => new HostError(server, { reason: 'unreachable', argv: ['sh'] });
const keepers: LockKeeper[] = [];

/** A keeper whose lock answers these, and then that it is held. */
function keeperOf(...answers: readonly (Host | HostError | undefined)[]) {
  const left = [...answers];
  const lost: string[] = [];
  const renew = jest.fn(async () => {
    const next = left.shift();
    if (next instanceof HostError) throw next;
    return next;
  });
  const lock = { servers: [server], renew } as Partial<ServerLock> as ServerLock;
  const keeper = new LockKeeper(lock, 60_000, ({ name }) => lost.push(name));
  keepers.push(keeper);
  return { keeper, renew, lost };
}

/** As if this machine had slept. */
function sleep(milliseconds: number): void {
  const now = Date.now() + milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
}

afterEach(() => {
  for (const it of keepers.splice(0)) it.end();
  jest.restoreAllMocks();
});

describe('a machine that was asleep', () => {
  test('asks once whether it still has the lock, and not without a sleep', async () => {
    const { keeper, renew, lost } = keeperOf();
    await keeper.check();
    expect(renew).toHaveBeenCalledTimes(0);
    sleep(60_000);
    await Promise.all([keeper.check(), keeper.check()]);
    await keeper.check();
    expect([renew.mock.calls.length, lost]).toEqual([1, []]);
  });

  test('does nothing any more where somebody else has it', async () => {
    const { keeper, lost } = keeperOf(server);
    sleep(60_000);
    for (const _ of [1, 2]) await expect(keeper.check()).rejects.toThrow('another command has taken the lock');
    expect(lost).toEqual(['s-1']);
  });

  test('does not take an answer of before for one of now', async () => {
    const { keeper, renew } = keeperOf();
    let answer = () => {};
    const before = new Promise<undefined>((done) => {
      answer = () => done(undefined);
    });
    renew.mockReturnValueOnce(before);
    sleep(60_000);
    const first = keeper.check();
    // Asked, and asleep again before the answer is read.
    sleep(60_000);
    const second = keeper.check();
    answer();
    await Promise.all([first, second]);
    expect(renew).toHaveBeenCalledTimes(2);
  });

  test.each([
    ['one attempt that fails is made good by the next', [unreachable()], undefined],
    ['while no server answers it fails as that server does', [unreachable(), unreachable()], 's-1'],
  ])('%s', async (_, answers, failing) => {
    const { keeper, renew } = keeperOf(...answers);
    sleep(60_000);
    const check = keeper.check();
    if (failing === undefined) await check;
    else await expect(check).rejects.toMatchObject({ reason: 'unreachable', host: failing });
    expect(renew).toHaveBeenCalledTimes(2);
    // The next command asks again only where it is still not known.
    await keeper.check();
    expect(renew).toHaveBeenCalledTimes(failing === undefined ? 2 : 3);
  });
});
