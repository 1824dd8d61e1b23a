import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Journey, type Step, StepFailure } from './journey.ts';

/** Stand-in for a tab that was closed: it has an address and no picture. */
const closedTab = {
  setDefaultTimeout: () => {},
  setDefaultNavigationTimeout: () => {},
  isClosed: () => true,
  url: () => 'http://h/?token=abc',
} as unknown as Page;

function journeyWith(signal: AbortSignal = new AbortController().signal) {
  const steps: Step[] = [];
  const redact = (text: string) => text.replace('abc', '(removed)');
  const onStep = (step: Step) => steps.push(step);
  return { steps, journey: new Journey('user1', closedTab, { redact, stepTimeout: 50, signal, onStep }) };
}

test('after a failed step the others are skipped, and say why', async () => {
  const { steps, journey } = journeyWith();
  await journey.step('one', async () => {});
  await journey.step('two', async () => {
    throw new StepFailure('no abc');
  });
  await journey.step('three', async () => {
    throw new Error('must not run');
  });
  expect(steps.map(({ name, status, reason }) => ({ name, status, reason }))).toEqual([
    { name: 'one', status: 'passed', reason: undefined },
    { name: 'two', status: 'failed', reason: 'no (removed)' },
    { name: 'three', status: 'skipped', reason: '"two" failed.' },
  ]);
  expect(steps[0]?.url).toBe('http://h/?token=(removed)');
});

test('a step that never ends is given up', async () => {
  const { steps, journey } = journeyWith();
  await journey.step('waits', () => new Promise(() => {}));
  expect(steps[0]).toMatchObject({ status: 'failed', reason: 'Not done after 0.05 s (--step-timeout).' });
});

test('when the run is stopped, the present step fails and the next do not begin', async () => {
  const controller = new AbortController();
  const { steps, journey } = journeyWith(controller.signal);
  await journey.step('waits', () => {
    queueMicrotask(() => controller.abort(new StepFailure('Interrupted.')));
    return new Promise(() => {});
  });
  await journey.step('next', async () => {});
  expect(steps.map((step) => [step.status, step.reason])).toEqual([
    ['failed', 'Interrupted.'],
    ['skipped', '"waits" failed.'],
  ]);
});

test('errors of the network are put in words', async () => {
  const { steps, journey } = journeyWith();
  await journey.step('opens', async () => {
    throw new Error('page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://h/\nCall log:\n  - navigating');
  });
  expect(steps[0]?.reason).toBe(
    'The certificate is not trusted. For a self-signed one, pass --ignore-certificate.\npage.goto: net::ERR_CERT_AUTHORITY_INVALID at https://h/',
  );
});
