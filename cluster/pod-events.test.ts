import { expect, test } from '@jest/globals';
import type { Host } from '../system/hosts/host.ts';
import { holdUp, withHoldUps } from './pod-events.ts';

type Told = readonly [at: string, reason: string, message?: string];
const printed = (...told: readonly Told[]) =>
  JSON.stringify({
    items: told.map(([at, reason, message]) => ({
      reason,
      message,
      lastTimestamp: `2026-11-30T10:0${at}Z`,
      metadata: {},
    })),
  });
const SANDBOX = 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox ';
const FLANNEL = 'plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory';
const MOUNT = 'MountVolume.SetUp failed for volume "keys" : secret "keys" not found';

test.each<[string, readonly Told[], string]>([
  [
    'a Secret that is not there',
    [
      ['0:00', 'Scheduled'],
      ['2:00', 'FailedMount', MOUNT],
    ],
    `FailedMount: ${MOUNT}`,
  ],
  [
    'a network that does not work, without the sandbox that differs each time',
    [
      ['0:00', 'Scheduled'],
      ['1:00', 'FailedCreatePodSandBox', `${SANDBOX}"${'0a'.repeat(32)}": ${FLANNEL}`],
    ],
    `FailedCreatePodSandBox: ${SANDBOX.trimEnd()}: ${FLANNEL}`,
  ],
  [
    'a runtime that k3s does not know, for the tenth time',
    [['1:00', 'FailedCreatePodSandBox', '(combined from similar events): no runtime for "nvidia" is configured']],
    'FailedCreatePodSandBox: no runtime for "nvidia" is configured',
  ],
  [
    'what is over',
    [
      ['0:05', 'FailedMount', 'timed out'],
      ['0:09', 'Pulled', 'Container image "a" already present'],
    ],
    '',
  ],
  // It was first said before, and again since.
  [
    'what has come back',
    [
      ['4:00', 'FailedMount', MOUNT],
      ['0:09', 'Pulled'],
    ],
    `FailedMount: ${MOUNT}`,
  ],
  [
    'what harms nothing',
    [
      ['0:00', 'Scheduled'],
      ['0:01', 'DNSConfigForming', 'limits were exceeded'],
    ],
    '',
  ],
  ['a failure without a word', [['0:00', 'FailedMapVolume']], 'FailedMapVolume'],
  ['nothing', [], ''],
])('what holds a pod up: %s', (_, told, expected) => {
  expect(holdUp(printed(...told))).toBe(expected);
});

test('it is bounded, and has no secret', () => {
  const said = holdUp(printed(['0:00', 'FailedMount', `mount -o password=hunter2 host=nas ${'x'.repeat(999)}`]));
  expect(said).toHaveLength(300);
  expect(said).not.toContain('hunter2');
});

test('only pods that begin are asked about, three at most, and one without an answer stays as it is', async () => {
  const asked: (string | undefined)[] = [];
  const host = {
    run: async (argv: readonly string[]) => {
      asked.push(argv.find((it) => it.startsWith('involvedObject')));
      return { exitCode: asked.length > 2 ? 1 : 0, stdout: printed(['0:00', 'FailedMount', 'no']), stderr: '' };
    },
  } as unknown as Host;
  const pods = ['a', 'b', 'c', 'd'].map((begun) => ({ begun, problem: '' }));
  const found = await withHoldUps(host, [{ problem: 'crashes' }, ...pods], 'jupyterhub', undefined);
  expect(found.map((it) => it.problem)).toEqual(['crashes', 'FailedMount: no', 'FailedMount: no', '', '']);
  expect(found.some((it) => 'begun' in it)).toBe(false);
  expect(asked).toEqual(['a', 'b', 'c'].map((it) => `involvedObject.kind=Pod,involvedObject.name=${it}`));
});
