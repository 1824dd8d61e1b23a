import { expect, test } from '@jest/globals';
import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { type FoundRelease, hubRelease, type ReleaseRef } from '../../cluster/found-release.ts';
import type { RunResult } from '../../system/exec.ts';
import { knownOf } from '../plan/run-reported.ts';
import type { Known } from '../plan/step.ts';
import { StepFailure } from '../plan/step-error.ts';
import { contextOn, fakeHost, LOOK } from '../testing.ts';
import { look } from './nodes-ready.ts';
import { hasFailed, isCutOff, releaseStep } from './release.ts';

const ASKED = {
  release: 'jupyterhub',
  namespace: 'jupyter',
  url: 'http://10.0.0.1/hub/health',
  resolve: '',
  objects: [],
};
const FAILURE = 'Upgrade "jupyterhub" failed: timed out waiting for the condition';
const FAILED: Partial<ClusterLook> = { release: { revision: 3, status: 'failed', failure: FAILURE } };
const trying = (failures: number): Partial<ClusterLook> => ({
  job: { isComplete: false, failures, message: 'UPGRADE FAILED\nmore', problem: '', hasSkipped: false },
});

/** Runs an action of the step on a cluster that is as the look tells, and returns the commands and the messages. */
async function act(action: number, look: Partial<ClusterLook>) {
  const commands: string[] = [];
  const messages: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv): Promise<RunResult> => {
      commands.push(argv.join(' '));
      return { exitCode: 0, stdout: 'the log of the job', stderr: '' };
    },
  });
  const found = { ...LOOK, ...look };
  const context = contextOn(host, {
    known: { changes: 1, look: { changes: 1, found } },
    progress: (text) => messages.push(text),
  });
  const failure = await releaseStep({
    ...{ id: 'release', title: 'Wait until the hub is installed', host: 'server-1', asked: ASKED, minutes: 25 },
    ...{ release: hubRelease('jupyter'), found: (look) => look, isUpgrade: () => false },
  })
    .actions[action]?.run(context)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { commands, messages, failure, changes: context.known.changes };
}

test('a release counts as failed when it is not as its chart says and nothing is at work on it', () => {
  const failed = (look: Partial<ClusterLook>) => hasFailed({ ...LOOK, ...look });
  const release = (status: string) => ({ release: { revision: 2, status, failure: '' } });
  expect(failed({})).toBe(false);
  expect(failed(FAILED)).toBe(true);
  expect(failed({ ...FAILED, ...trying(0) })).toBe(true);
  expect(failed({ job: { ...LOOK.job, hasSkipped: true } })).toBe(true);
  expect(failed(trying(1))).toBe(true);
  expect(failed({ release: undefined, ...trying(1) })).toBe(true);
  expect(failed({ release: undefined, ...trying(0) })).toBe(false);
  expect(failed({ release: undefined })).toBe(true);
  expect(failed(release('superseded'))).toBe(true);
  expect(failed({ ...release('pending-upgrade'), ...trying(2) })).toBe(false);
});

test('after a failure the record of it is deleted, then the job, and the cluster is looked at again', async () => {
  const { commands, messages, changes } = await act(0, FAILED);
  expect(commands).toEqual([
    'k3s kubectl delete --ignore-not-found secrets -n jupyter -l owner=helm,name=jupyterhub,status=failed',
    'k3s kubectl delete --ignore-not-found job -n kube-system helm-install-jupyterhub',
  ]);
  expect(messages).toEqual([`retrying: the last attempt failed: ${FAILURE}`]);
  expect(changes).toBe(2);
});

test('nothing is deleted while all is well', async () => {
  expect(await act(0, {})).toEqual({ commands: [], messages: [], failure: undefined, changes: 1 });
});

test('a revision that fails is reported at once, with the reason that Helm has recorded and the pods that do not run', async () => {
  const puller = { component: 'image-puller', isReady: false, problem: 'ImagePullBackOff' };
  const { commands, failure } = await act(1, { ...FAILED, pods: [...LOOK.pods, puller] });
  expect(commands).toEqual([]);
  expect(failure).toEqual(new StepFailure('Helm has failed at revision 3 of the release', FAILURE));
  expect((failure as StepFailure).output).toBe(`${FAILURE}\nimage-puller: ImagePullBackOff`);
});

test('a job that has failed three times is reported with its log', async () => {
  const { commands, failure } = await act(1, trying(3));
  expect(commands).toEqual(['k3s kubectl logs -n kube-system job/helm-install-jupyterhub --tail=30']);
  expect(failure).toEqual(new StepFailure('the job that installs the chart has failed 3 times', ''));
  expect((failure as StepFailure).output).toBe('the log of the job');
});

test('a job that has left everything as it was is no success', async () => {
  const { failure } = await act(1, { job: { ...LOOK.job, hasSkipped: true } });
  expect(failure).toEqual(new StepFailure('the job that installs the chart finished without doing anything'));
});

const FORCED = 'status forced by /home/klipper-helm/.local/share/helm/plugins/helm-set-status/bin/helm-set-status';
const HELD = "Release status is 'failed' and failure policy is 'abort'; waiting for operator intervention";
const HELD_JOB = { ...LOOK.job, isComplete: false, failures: 1, message: HELD };
const at = (status: string, failure = '') => ({ release: { revision: 5, status, failure } });

test.each<[string, Partial<ClusterLook>, boolean]>([
  ['it is at work', { ...at('pending-upgrade'), ...trying(0) }, false],
  ['its job has ended', at('pending-upgrade'), true],
  ['its job has found another revision', { ...at('pending-rollback'), job: { ...LOOK.job, hasSkipped: true } }, true],
  ['k3s has marked it and goes on', { ...at('failed', FORCED), ...trying(0) }, true],
  ['k3s has marked a first install, and goes on no more', { ...at('failed', FORCED), job: HELD_JOB }, false],
  ['Helm itself has failed', FAILED, false],
  ['all is well', {}, false],
])('whether Helm was cut off, when %s', (_, look, expected) => {
  const found = { ...LOOK, ...look };
  expect(isCutOff(found)).toBe(expected);
  if (expected) expect(hasFailed(found)).toBe(false);
});

test('of a first install at which Helm was killed the rest is removed, so that it begins again', async () => {
  const look = { ...at('failed', FORCED), job: HELD_JOB };
  const { commands, messages } = await act(0, look);
  expect(commands).toHaveLength(2);
  expect(messages).toEqual(['retrying: Helm was interrupted at revision 5']);
});

test('objects of the release that were deleted come back with a new job', async () => {
  const hub = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'jupyter', name: 'hub' };
  const { commands, messages } = await act(0, { lacking: [hub] });
  expect(commands.at(-1)).toBe('k3s kubectl delete --ignore-not-found job -n kube-system helm-install-jupyterhub');
  expect(messages).toEqual(['retrying: the cluster lacks Deployment jupyter/hub']);
});

const GRAFANA: ReleaseRef = {
  ...{ id: 'grafana', name: 'grafana', namespace: 'kube-system', targetNamespace: 'monitoring' },
  records: 'configmaps',
};
const found: FoundRelease = {
  job: LOOK.job,
  release: { revision: 2, status: 'deployed', failure: '' },
  lacking: [],
  unready: [],
  pods: [],
};

/** Runs an action of the step of a release that main.ts adds. */
async function actOnGrafana(action: number, changes: Partial<FoundRelease>) {
  const commands: string[] = [];
  const host = fakeHost('server-1', {
    run: async (argv): Promise<RunResult> => {
      commands.push(argv.join(' '));
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  });
  const others = new Map([['grafana', { ...found, ...changes }]]);
  const known: Known = {
    ...knownOf(),
    changes: 1,
    look: { changes: 1, found: { ...LOOK, others } },
  };
  const given = new AbortController();
  const messages: string[] = [];
  const progress = (text: string) => {
    messages.push(text);
    // One look is enough to tell.
    given.abort();
  };
  const failure = await releaseStep({
    ...{ id: 'release/grafana', title: '', host: 'server-1', asked: ASKED, minutes: 15, release: GRAFANA },
    ...{ found: (look) => look.others.get('grafana') as FoundRelease, isUpgrade: () => false },
  })
    .actions[action]?.run(contextOn(host, { known, signal: given.signal, progress }))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { commands, messages, failure };
}

test('of a release of main.ts what failed is deleted where it keeps it', async () => {
  const { commands } = await actOnGrafana(0, { release: { revision: 3, status: 'failed', failure: FAILURE } });
  expect(commands).toEqual([
    'k3s kubectl delete --ignore-not-found configmaps -n monitoring -l owner=helm,name=grafana,status=failed',
    'k3s kubectl delete --ignore-not-found job -n kube-system helm-install-grafana',
  ]);
});

test('waits for the pods of a release of main.ts to be ready, and shows why they are not', async () => {
  expect(await actOnGrafana(1, {})).toEqual({ commands: [], messages: [], failure: undefined });
  const pods = [{ component: 'grafana-0', isReady: false, problem: 'ImagePullBackOff: not found' }];
  const { messages } = await actOnGrafana(1, { unready: ['Deployment monitoring/grafana: 0 of 1 pods'], pods });
  expect(messages).toEqual([
    'waiting: all to be ready: Deployment monitoring/grafana: 0 of 1 pods; grafana-0: ImagePullBackOff: not found',
  ]);
});

test('steps that wait at the same time look at the cluster together', async () => {
  let looks = 0;
  const host = fakeHost('server-1', {
    run: async (): Promise<RunResult> => {
      looks++;
      return { exitCode: 0, stdout: '== end\nok\n', stderr: '' };
    },
  });
  const context = contextOn(host);
  const [one, other] = await Promise.all([look(context, ASKED, 1), look(context, ASKED, 1)]);
  expect(one).toBe(other);
  await look(context, ASKED, 2);
  // What was changed meanwhile, a look that is under way may not have seen.
  const early = look(context, ASKED, 3);
  context.known.changes++;
  await Promise.all([early, look(context, ASKED, 3)]);
  expect(looks).toBe(4);
});
