import { expect, test } from '@jest/globals';
import { fakeHost, LOOK } from '../../bootstrap/testing.ts';
import { load } from '../../settings/testing.ts';
import { askDrift, driftCheck } from './drift.ts';
import { reportOf } from './testing.ts';

const NOTHING = { drifts: [], edited: [], unasked: undefined };
const byHand = {
  job: { ...LOOK.job, completed: 1 },
  release: { revision: 7, status: 'deployed', failure: '', made: 60_002 },
};

test('nothing was changed, or nobody could be asked', () => {
  expect(reportOf(driftCheck(NOTHING, LOOK))).toEqual(['ok: ']);
  expect(reportOf(driftCheck({ ...NOTHING, unasked: 'k3s does not run on the first server' }, undefined))).toEqual([
    'skipped: k3s does not run on the first server',
  ]);
});

test('releases that were changed with Helm', () => {
  const others = new Map([['grafana', { ...LOOK, ...byHand }]]);
  const told = (name: string) =>
    `warning: ${name}: revision 7 was made by hand with Helm | it does not run with the values of the settings | ` +
    '`npx hubwright up` puts it back. Values go in platform.yaml or main.ts.';
  expect(reportOf(driftCheck(NOTHING, { ...LOOK, ...byHand, others }))).toEqual([
    'problems: ',
    told('jupyterhub'),
    told('grafana'),
  ]);
});

test('a record that cannot be read is said, and ends no other check', async () => {
  const { platform } = load();
  const signal = new AbortController().signal;
  const server = fakeHost('s1', { run: async () => ({ exitCode: 0, stdout: 'damaged\n', stderr: '' }) });
  const question = { platform, facts: new Map(), manifests: new Map(), server, signal };
  const { unasked } = await askDrift(question, [server], 'f00d');
  expect(unasked).toBe('s1: /var/lib/hubwright/state.json was not written by Hubwright');
});
