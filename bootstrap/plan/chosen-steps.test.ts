import { expect, test } from '@jest/globals';
import { chosen, chosenVms } from './chosen-steps.ts';
import type { Step } from './step.ts';

const step = (id: string, ...needs: string[]): Step => ({ id, title: '', host: '', needs, actions: [] });
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
  expect(ids(chosen(STEPS, {}, VMS))).toBe('install/a install/b token start/b nodes');
});

test('VMs only where they are named', () => {
  expect(ids(chosenVms(VMS, { only: 'vm' }))).toBe('vm/a vm/b');
  expect(ids(chosenVms(VMS, { from: 'vm/b' }))).toBe('vm/b');
  expect(ids(chosenVms(VMS, { from: 'vm/a' }))).toBe('vm/a vm/b');
  expect(ids(chosenVms(VMS, { only: 'install' }))).toBe('');
});

test('one step, or all from it on, and the token always', () => {
  expect(ids(chosen(STEPS, { only: 'install/b' }, VMS))).toBe('install/b token');
  expect(ids(chosen(STEPS, { from: 'install/a' }, VMS))).toBe('install/a install/b token start/b nodes');
  expect(ids(chosen(STEPS, { from: 'token' }, VMS))).toBe('token start/b nodes');
  expect(ids(chosen(STEPS, { from: 'nodes' }, VMS))).toBe('token nodes');
});

test('a host is marked if a step runs on it, and no other', () => {
  const on = (host: string, ...kinds: string[]) => kinds.map((kind) => ({ ...step(`${kind}/${host}`), host }));
  const steps = [...on('a', 'mark', 'images', 'token'), ...on('b', 'mark', 'images'), ...on('c', 'mark', 'images')];
  expect(ids(chosen(steps, { only: 'images/b' }, VMS))).toBe('mark/a token/a mark/b images/b');
  expect(ids(chosen(steps, { from: 'images/c' }, VMS))).toBe('mark/a token/a mark/c images/c');
  expect(ids(chosen(steps, {}, VMS))).toBe(ids(steps));
});

test('a name that is none is told with all there are', () => {
  expect(() => chosen(STEPS, { only: 'instal' }, VMS)).toThrow(
    expect.objectContaining({
      message: 'there is no step "instal", did you mean "install"?',
      hint: 'The steps are vm, install, token, start, nodes; each also as STEP/NODE.',
      exitCode: 2,
    }),
  );
});
