import { expect, test } from '@jest/globals';
import type { Action } from '../../bootstrap/plan/step.ts';
import { StepFailure } from '../../bootstrap/plan/step-error.ts';
import { bareFacts, contextOn, fakeHost } from '../../bootstrap/testing.ts';
import { k3sNodes, paths } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { waitForFirst } from './first-server.ts';

const RELEASE = 'v1.36.5+k3s1';
const servers = [{ name: 's1', address: 's1.example.com', user: 'root' }];
const [node] = k3sNodes(load({ cluster: { provider: 'ssh', servers } }).platform);
if (node === undefined) throw new Error('There is no server');
const planned = { node, facts: bareFacts('10.0.0.1') };
const NOT_OPENED = 'level=fatal msg="bootstrap data already found and encrypted with different token"';
const READY = JSON.stringify({
  metadata: { name: 's1' },
  status: { conditions: [{ type: 'Ready', status: 'True' }], nodeInfo: { kubeletVersion: RELEASE } },
});

/** Waits on a server of which the unit is found so, one look after the other; gives what was done, in order. */
async function waited(...states: readonly string[]): Promise<string[]> {
  const done: string[] = [];
  const act = (name: string): Action => ({ command: name, run: async () => void done.push(name) });
  const host = fakeHost('s1', {
    run: async (argv, { input = '' } = {}) => {
      if (argv[0] === 'k3s') return { exitCode: 0, stdout: READY, stderr: '' };
      if (argv[3] !== 'k3s') {
        done.push(`${/rotation has not reached/.test(String(input)) ? 'put back' : '?'} ${argv.slice(3).join(' ')}`);
        return { exitCode: 0, stdout: '', stderr: '' };
      }
      return { exitCode: 0, stdout: states[done.length] ?? 'active', stderr: '' };
    },
  });
  const retry = { startBefore: act('start before'), again: [act('rotate'), act('start new')] };
  try {
    await waitForFirst(planned, RELEASE, retry).run(contextOn(host));
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    done.push(`${error.message}: ${error.output}`);
  }
  return done;
}

const PUT_BACK = `put back ${paths.serverToken} ${paths.token} ${paths.tokenBefore}`;

test('nothing more where k3s starts with the new token', async () => {
  expect(await waited()).toEqual([]);
});

test('where its datastore is not opened by it, the one from before is put back, and it rotates again', async () => {
  expect(await waited(`activating\n\n${NOT_OPENED}`)).toEqual([PUT_BACK, 'start before', 'rotate', 'start new']);
});

test('where neither opens it, that is said, and where the one from before is', async () => {
  const ended = `activating\n\n${NOT_OPENED}`;
  expect(await waited(ended, ended, ended)).toEqual([
    PUT_BACK,
    'start before',
    `k3s starts neither with the new token nor with that in ${paths.tokenBefore}: ${NOT_OPENED}`,
  ]);
});

test('what keeps k3s from starting otherwise is no reason to go back', async () => {
  const full = 'level=fatal msg="No space left on device"';
  expect(await waited(`activating\n\n${full}`)).toEqual([`k3s cannot start: ${full}`]);
});
