import { readFileSync } from 'node:fs';
import { maskedFailure } from '../../bootstrap/k3s/last-fatal.ts';
import { command } from '../../bootstrap/plan/actions.ts';
import type { Step, StepContext } from '../../bootstrap/plan/step.ts';
import { StepFailure } from '../../bootstrap/plan/step-error.ts';
import { readSecret, saveSecret } from '../../cluster/cluster-folder.ts';
import { k3sMinor } from '../../platform/k3s-minor.ts';
import { UserError } from '../../system/user-error.ts';
import type { Snapshot } from '../backup/repository.ts';
import { restoreWords } from '../restore/in-snapshot.ts';
import { restoreToStage } from '../restore/staged.ts';
import { withoutAgent } from './correct-datastore.ts';
import type { ClusterPlan } from './look.ts';
import { action, step } from './own-steps.ts';

const script = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const MINUTE = 60_000;
/** On the file system of k3s's data, and beside it. */
const STAGE = '/var/lib/rancher/k3s/.hubwright-restore';
const DATASTORE = `${STAGE}/datastore`;
/** What an operator may have added on a server. */
const OWN_SETTINGS = ['/etc/rancher/k3s/config.yaml.d', '/var/lib/rancher/k3s/server/manifests'];

export interface FetchOptions {
  /** The cluster's, on this machine, where the token is kept. */
  readonly folder: string;
  /** The release of k3s that is to run. */
  readonly release: string;
  /** Agents that stay as they are, by whose token this machine knows the cluster. */
  readonly kept: readonly string[];
}

/** Copies the datastore beside k3s's data, and keeps the token that opens it. */
export function fetchDatastore(host: string, snapshot: Snapshot, { folder, release, kept }: FetchOptions): Step {
  const words = restoreWords(snapshot, [], STAGE);
  return step('datastore', 'Fetch the datastore and its token', host, [
    action('restic restore the datastore', (context) => stage(context, snapshot, words)),
    action(`cat ${DATASTORE}/k3s-version`, async ({ host }) => {
      refuseRelease(release, (await host.read(`${DATASTORE}/k3s-version`))?.trim());
    }),
    action(`cat ${DATASTORE}/token`, async ({ host }) => {
      const text = (await host.read(`${DATASTORE}/token`))?.trim() ?? '';
      const password = /^K10[0-9a-f]{64}::[^:]+:(.+)$/.exec(text)?.[1];
      if (password === undefined) throw new StepFailure('the backup of the datastore has no token of k3s in it');
      if (kept.length > 0) refuseOtherCluster(readSecret(folder, 'join-token'), text, kept);
      saveSecret(folder, 'token', password);
      saveSecret(folder, 'join-token', text);
    }),
  ]);
}

/**
 * Makes sure that agents belong to the cluster that a datastore is of: both know the digest of its CA.
 *
 * @throws UserError if they do not
 */
export function refuseOtherCluster(known: string | undefined, backedUp: string, kept: readonly string[]): void {
  const ca = (token: string | undefined) => /^K10([0-9a-f]{64})::/.exec(token?.trim() ?? '')?.[1];
  if (ca(known) === undefined || ca(known) === ca(backedUp)) return;
  throw new UserError(
    `${kept.join(', ')}: not of the cluster that was backed up, which has another certificate authority`,
    {
      fix: 'Give up this restore with `npx hubwright down`, which leaves them as they are, then restore onto empty hosts or from the right repository.',
    },
  );
}

/**
 * Makes sure that a release of k3s can open a datastore, before it is installed anywhere.
 *
 * @param before the release that wrote it
 * @throws UserError if it is older, or newer by more than one minor version
 */
export function refuseRelease(release: string, before: string | undefined): void {
  const difference = before === undefined ? 0 : k3sMinor(release) - k3sMinor(before);
  if (difference === 0 || difference === 1) return;
  const why = difference < 0 ? 'k3s cannot go back' : 'that is more than one minor version';
  const then = difference < 0 ? '' : ' Upgrade afterwards, one minor version at a time.';
  throw new UserError(`the cluster was backed up with ${before}, and platform.yaml has ${release}: ${why}`, {
    fix: `Set \`cluster.k3sVersion: ${before}\`.${then}`,
  });
}

/** Puts back what the operator has added on servers: each gets that of the server whose place it takes. */
export function ownSettings({ backup, assigned }: ClusterPlan, nodes: readonly string[]): Step[] {
  return nodes.flatMap((node) => {
    const lost = [...backup.platforms.keys()].find((it) => assigned.get(it) === node);
    const snapshot = lost === undefined ? undefined : backup.platforms.get(lost);
    if (snapshot === undefined) return [];
    const from = `${STAGE}-settings`;
    const words = ['restore', '--json', '--retry-lock=2m', snapshot.id, '--target', from];
    const included = OWN_SETTINGS.flatMap((it) => ['--include', it]);
    return [
      step(`settings-${node}`, 'Put back settings of k3s and manifests of your own', node, [
        action('restic restore them', (context) => stage(context, snapshot, [...words, ...included], from)),
        command(['sh', '-s', '--', from], { input: script('place-settings.sh') }, 'sh -s < place-settings.sh'),
      ]),
    ];
  });
}

/** Puts the datastore where k3s finds it when it first starts. */
export function placeDatastore(host: string, before: readonly Step[]): Step {
  const place = command(
    ['sh', '-s', '--', DATASTORE],
    { input: script('place-datastore.sh'), timeout: 15 * MINUTE },
    'sh -s < place-datastore.sh',
  );
  const needs = before.map((it) => it.id);
  const masking = { ...place, run: (context: StepContext) => place.run(context).catch(refuseMasked) };
  return { ...step('place', 'Put the datastore in place', host, [withoutAgent(host), masking]), needs };
}

/** The log of k3s may name a token. */
function refuseMasked(error: unknown): never {
  throw maskedFailure(error);
}

async function stage(context: StepContext, snapshot: Snapshot, words: readonly string[], to = STAGE): Promise<void> {
  const { host, progress, signal } = context;
  await restoreToStage(host, {
    ...{ stage: to, words, bytes: snapshot.bytes, what: 'this cluster', signal },
    progress: (text) => progress(`restoring: ${text}`),
  });
}
