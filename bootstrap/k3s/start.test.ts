import { expect, test } from '@jest/globals';
import { CERTIFICATE } from '../../cluster/certificate-testing.ts';
import type { K3sNode } from '../../cluster/node-config.ts';
import { load } from '../../settings/testing.ts';
import { HostError } from '../../system/hosts/host.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { StepContext } from '../plan/step.ts';
import { bareFacts, contextOn, fakeHost } from '../testing.ts';
import type { StartFiles } from './configure.ts';
import { renewal, start, waitForUnit } from './start.ts';

/** A host that answers everything with this. */
function context(answer: string): StepContext {
  return contextOn(fakeHost('a', { run: async () => ({ exitCode: 0, stdout: answer, stderr: '' }) }));
}

const SERVER: K3sNode = { name: 's1', role: 'server', unit: 'k3s' } as K3sNode;
const ENDED = 'activating\n\nlevel=error msg="Shutdown request received: \\"kubelet exited: no\\""\n';

test.each([
  ['that has ended, too', ENDED, '; k3s on s1 has ended: kubelet exited: no'],
  ['that runs again', ENDED.replace('activating', 'active'), ''],
  ['that does not answer', undefined, ''],
])('an agent that does not start beside a server %s', async (_, said, expected) => {
  const states = ['activating\n', 'active\n'];
  const agent = fakeHost('a1', { run: async () => ({ exitCode: 0, stdout: states.shift() ?? '', stderr: '' }) });
  const server = fakeHost('s1', {
    run: async (argv) => {
      if (said === undefined) throw new HostError(server, { reason: 'unreachable', argv });
      return { exitCode: 0, stdout: said, stderr: '' };
    },
  });
  const shown: string[] = [];
  const given = {
    ...contextOn(agent),
    hosts: new Map([['s1', server]]),
    progress: (text: string) => void shown.push(text),
  };
  const node = { name: 'a1', role: 'agent', unit: 'k3s-agent' } as K3sNode;
  await waitForUnit({ node }, SERVER).run(given);
  expect(shown).toEqual([`waiting: k3s-agent on a1 to start (now activating)${expected}`]);
});

test.each([
  ['ran before', 'active', ['a1']],
  ['is new', undefined, []],
  ['was just starting', 'activating', ['a1']],
  ['had stopped', 'inactive', ['a1']],
])('of a k3s that %s the cluster is believed, or not', async (_, state, restarted) => {
  const node = { name: 'a1', role: 'agent', unit: 'k3s-agent' } as K3sNode;
  const units = new Map(state === undefined ? [] : [[node.unit, { state, isEnabled: true, digest: '' }]]);
  const files = { id: 'config/a1', texts: () => [], areThere: () => true } as unknown as StartFiles;
  const input = { platform: load({}).platform, facts: new Map() } as unknown as PlanInput;
  const given = context('active\n\n');
  await start({ node, facts: bareFacts('a1', { units }) }, files, [], input).actions[0]?.run(given);
  expect([...given.known.restarted]).toEqual(restarted);
});

test('a certificate that k3s does not renew is waited for, and then named and left', async () => {
  const clock = CERTIFICATE.to / 1000 - 3600;
  const path = 'server/tls/client-admin.crt';
  const lines = [
    `clock ${clock}`,
    'machine-id 1',
    'unit k3s active enabled',
    `certificate ${path} ${CERTIFICATE.base64}`,
  ];
  const answer = [...lines, 'end ok', ''].map((it) => it.replace(' ', '\t')).join('\n');
  const said: string[] = [];
  const given = { ...context(answer), note: (text: string) => void said.push(text) };
  const { look } = renewal({ node: { name: 'a', role: 'server', unit: 'k3s' } as K3sNode });
  expect(await look(given, 0)).toBe(`${path} on a to be renewed (ends on 2027-11-27)`);
  expect(said).toEqual([]);
  expect(await look(given, 60)).toBeUndefined();
  expect(said).toEqual([`k3s does not renew ${path} on a, which ends on 2027-11-27: see \`npx hubwright doctor\``]);
});
