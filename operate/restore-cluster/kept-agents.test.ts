import { expect, test } from '@jest/globals';
import { load } from '../../settings/testing.ts';
import { folderOf, refuseKept } from './kept-agents.ts';

const { platform } = load({
  cluster: {
    provider: 'ssh',
    servers: [{ name: 'server-1', address: '10.0.0.1' }],
    agents: [{ name: 'agent-1', address: '10.0.0.2' }],
  },
});

test('what cannot be kept, all at once', () => {
  refuseKept(['agent-1'], platform);
  expect(() => refuseKept(['server-1', 'agnet-1', 'agent-1'], platform)).toThrow(
    expect.objectContaining({
      message:
        '--keep server-1: it is a server, and servers get their datastore from the backups\n' +
        '--keep agnet-1: platform.yaml has no node agnet-1; did you mean agent-1?',
      fix: 'Agents that can be kept: agent-1.',
      exitCode: 2,
    }),
  );
});

test.each([
  ['pvc-1_jupyterhub_claim-ada', 'claim-ada'],
  ['pvc-1_jupyterhub_claim-ada.b', 'claim-ada.b'],
  ['pvc-1_jupyterhub_claim-ada.moved', undefined],
  ['pvc-1_jupyterhub_claim-ada.before-restore-20261126T120000Z', undefined],
  ['pvc-1_jupyterhub_claim-ada.before-import-20261126T120000Z', undefined],
  ['imported-claim-ada_jupyterhub_claim-ada', 'claim-ada'],
  ['pvc-1_jupyterhub_claim-ada.restoring', undefined],
  ['pvc-1_jupyterhub', undefined],
])('%s is a volume of %s', (name, claim) => {
  expect(folderOf(name, 'agent-1').map((it) => it.claim)).toEqual(claim === undefined ? [] : [claim]);
});
