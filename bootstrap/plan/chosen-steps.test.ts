import { expect, test } from '@jest/globals';
import { type Choice, chosen, chosenVms, refuseUnknownKind, refuseUnknownNode } from './chosen-steps.ts';
import { CLUSTER_KINDS, NODE_KINDS, type NodeKind, type Step, type StepId } from './step.ts';

const step = (id: StepId, ...needs: StepId[]): Step => ({ id, title: '', host: '', needs, actions: [] });
const VMS = [step('vm/a'), step('vm/b')];
const STEPS = [
  step('install/a'),
  step('install/b'),
  step('token', 'install/a'),
  step('start/b', 'token'),
  step('nodes'),
];
const ids = (steps: readonly Step[]) => steps.map((it) => it.id).join(' ');

test('all without a choice', () => {
  expect(ids(chosenVms(VMS, {}))).toBe('vm/a vm/b');
  expect(ids(chosen(STEPS, {}))).toBe('install/a install/b token start/b nodes');
});

test('VMs only where they are named', () => {
  expect(ids(chosenVms(VMS, { only: 'vm' }))).toBe('vm/a vm/b');
  expect(ids(chosenVms(VMS, { from: 'vm/b' }))).toBe('vm/b');
  expect(ids(chosenVms(VMS, { from: 'vm/a' }))).toBe('vm/a vm/b');
  expect(ids(chosenVms(VMS, { only: 'install' }))).toBe('');
});

test('one step, or all from it on, and the token always', () => {
  expect(ids(chosen(STEPS, { only: 'install/b' }))).toBe('install/b token');
  expect(ids(chosen(STEPS, { from: 'install/a' }))).toBe('install/a install/b token start/b nodes');
  expect(ids(chosen(STEPS, { from: 'token' }))).toBe('token start/b nodes');
  expect(ids(chosen(STEPS, { from: 'nodes' }))).toBe('token nodes');
});

test('up to some steps, with what those need and nothing else', () => {
  const steps = [step('mark/a'), step('install/a', 'mark/a'), step('config/a', 'mark/a'), step('token', 'config/a')];
  expect(ids(chosen(steps, { upTo: ['mark'] }))).toBe('mark/a');
  expect(ids(chosen(steps, { upTo: ['config/a'] }))).toBe('mark/a config/a');
  expect(ids(chosen(steps, { upTo: ['install', 'token'] }))).toBe('mark/a install/a config/a token');
  expect(ids(chosenVms(VMS, { upTo: ['mark'] }))).toBe('');
});

test('a host is marked if a step runs on it, and no other', () => {
  const stepsOn = (host: string, ...kinds: NodeKind[]) => kinds.map((kind) => ({ ...step(`${kind}/${host}`), host }));
  const steps = [
    ...stepsOn('a', 'mark', 'images'),
    { ...step('token'), host: 'a' },
    ...stepsOn('b', 'mark', 'images'),
    ...stepsOn('c', 'mark', 'images'),
  ];
  expect(ids(chosen(steps, { only: 'images/b' }))).toBe('mark/a token mark/b images/b');
  expect(ids(chosen(steps, { from: 'images/c' }))).toBe('mark/a token mark/c images/c');
  expect(ids(chosen(steps, {}))).toBe(ids(steps));
});

const STEPS_THERE_ARE =
  'The steps are vm, mark, images, snapshot, cordon, install, config, start, uncordon, import, backup, sizes, tars, each also as STEP/NODE, ' +
  'and token, nodes, labels, manifests, restore, applied, release, hub, pulled, kubeconfig, and release/NAME for a chart of main.ts.';

test.each<[Choice, string, string]>([
  [{ only: 'instal' }, 'there is no step "instal", did you mean "install"?', STEPS_THERE_ARE],
  [{ from: 'foo' }, 'there is no step "foo"', STEPS_THERE_ARE],
  [{ only: 'instal/a' }, 'there is no step "instal/a", did you mean "install"?', STEPS_THERE_ARE],
  [{ from: 'hub/a' }, 'there is no step "hub/a", did you mean "hub"?', STEPS_THERE_ARE],
  [{ only: 'hub', from: 'hub' }, '--only and --from exclude each other', 'Give one of them.'],
])('%j is refused before anything is known', (choice, message, fix) => {
  expect(() => refuseUnknownKind(choice)).toThrow(expect.objectContaining({ message, fix, exitCode: 2 }));
});

test.each<[Choice, string, string]>([
  [
    { only: 'start/agnet-1' },
    'there is no node "agnet-1", did you mean "agent-1"?',
    'The nodes are server-1, agent-1.',
  ],
  [{ only: 'start/' }, 'there is no node ""', 'The nodes are server-1, agent-1.'],
  [{ from: 'vm' }, 'there is no step "vm" here', 'VMs are created when `cluster.provider` is `multipass`.'],
])('%j is refused once the settings are known', (choice, message, fix) => {
  expect(() => refuseUnknownKind(choice)).not.toThrow();
  expect(() => refuseUnknownNode(choice, ['server-1', 'agent-1'], false)).toThrow(
    expect.objectContaining({ message, fix, exitCode: 2 }),
  );
});

test('what there is may be chosen', () => {
  for (const kind of [...NODE_KINDS, ...CLUSTER_KINDS, ...NODE_KINDS.map((it) => `${it}/agent-1`)]) {
    refuseUnknownKind({ only: kind });
    refuseUnknownNode({ from: kind }, ['server-1', 'agent-1'], true);
  }
});

test('a step that these settings do not need is refused, and not run as none at all', () => {
  expect(() => chosen(STEPS, { from: 'import' })).toThrow(
    expect.objectContaining({
      message: 'these settings have no step "import"',
      fix: 'These settings have install, token, start, nodes.',
      exitCode: 2,
    }),
  );
});

test('all releases at once, one of them, or all from it on', () => {
  const steps = [step('applied'), step('release'), step('release/grafana'), step('release/mine/loki'), step('hub')];
  expect(ids(chosen(steps, { only: 'release' }))).toBe('release release/grafana release/mine/loki');
  expect(ids(chosen(steps, { only: 'release/mine/loki' }))).toBe('release/mine/loki');
  expect(ids(chosen(steps, { from: 'release/grafana' }))).toBe('release/grafana release/mine/loki hub');
  const choice = { only: 'release/grafna' };
  refuseUnknownKind(choice);
  refuseUnknownNode(choice, ['server-1'], false);
  expect(() => chosen(steps, choice)).toThrow(
    expect.objectContaining({
      message: 'these settings have no step "release/grafna"',
      fix: 'These settings have release, release/grafana, release/mine/loki.',
    }),
  );
});
