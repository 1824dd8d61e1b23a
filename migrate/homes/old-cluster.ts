import { homeOwner } from '../../platform/slug.ts';
import { didYouMean } from '../../system/did-you-mean.ts';
import { forDisplay, type Run } from '../../system/exec.ts';
import { few } from '../../system/few.ts';

import { UserError } from '../../system/user-error.ts';
import { type Claim, findClaims } from '../from-cluster/find-data.ts';
import { type DeployedRelease, findRelease, type ReleaseChoice } from '../from-cluster/find-release.ts';
import { columns, Kubectl, rowsOf } from '../from-cluster/kubectl.ts';
import type { HomeSource } from './home-source.ts';
import { openClaim } from './reading-pod.ts';

export interface OldClusterOptions extends ReleaseChoice {
  readonly run: Run;
  readonly context?: string | undefined;
  readonly note: (text: string) => void;
  /** Whose homes. @default - everybody's */
  readonly users: readonly string[];
  /** Users of the new hub: claims whose names only they explain are told by them. */
  readonly known: readonly string[];
  /** Image of the pods that read homes. @default - the old hub's own, which has what they need */
  readonly image?: string | undefined;
  /** Whether homes are read although the old hub runs. */
  readonly isInUse: boolean;
  /** The uid of the namespace that homes go to: a wrong context may lead there. */
  readonly target: string;
}

export interface OldHomes {
  readonly sources: readonly HomeSource[];
  /** Claims that are left, each as a sentence that says why. */
  readonly left: readonly string[];
}

/** Of an object, as `kubectl get` prints it. */
export const UID = 'jsonpath={.metadata.uid}';

/**
 * The homes of a hub that runs in another cluster, or has run there, by the operator's own kubectl.
 *
 * @throws UserError if it is the hub that homes go to, still runs, or has no home of a user that is named
 */
export async function oldHomes(options: OldClusterOptions): Promise<OldHomes> {
  const { run, context, note, users, known, isInUse, target } = options;
  const kubectl = new Kubectl({ run, context });
  const release = await findRelease(kubectl, options, note);
  const { namespace } = release;
  if ((await kubectl.get(['namespace', namespace, '-o', UID])) === target) {
    throw new UserError(`${kubectl.where} leads to the hub that homes go to`, {
      fix: 'Name the cluster of the other hub with --context: `kubectl config get-contexts` lists them.',
      exitCode: 2,
    });
  }
  const claims = await findClaims(kubectl, namespace);
  const homes = claims.flatMap((it) => ownedBy(it, known));
  const wanted = users.length === 0 ? homes : homes.filter((it) => users.includes(it.user));
  refuseUnknown(users, homes, release);
  const hub = await lookAtHub(kubectl, namespace);
  if (!isInUse) await refuseInUse(kubectl, { release, hub, claims: wanted.map((it) => it.claim.name), context });
  const image = options.image ?? hub?.image;
  if (image === undefined) {
    throw new UserError(`the deployment of the hub is gone from namespace ${namespace}, and with it its image`, {
      fix: 'Name an image for the pods that read the homes with --image: it needs GNU tar and Python, as images of notebooks have them.',
      exitCode: 2,
    });
  }
  const pullSecrets = hub?.pullSecrets ?? [];
  return {
    sources: wanted
      .filter((it) => it.claim.isBound)
      .map(({ claim, user }) => ({
        ...{ user, server: claim.server, where: claim.name },
        open: (opening) => openClaim(kubectl, { namespace, claim: claim.name, image, pullSecrets }, opening),
      })),
    left: [
      ...wanted
        .filter((it) => !it.claim.isBound)
        .map((it) => `${it.claim.name}: it has no volume, so nothing is in it`),
      ...(users.length > 0 ? [] : claims.flatMap((it) => whyUnknown(it, known))),
    ],
  };
}

interface OwnedClaim {
  readonly claim: Claim;
  readonly user: string;
}

function ownedBy(claim: Claim, known: readonly string[]): OwnedClaim[] {
  if (claim.user === undefined) return [];
  // Of a name that Kubernetes cannot have, an old claim may have kept no more than a digest.
  const user = claim.user.includes('---') ? homeOwner(claim.name, known)?.user : claim.user;
  return user === undefined ? [] : [{ claim, user }];
}

function whyUnknown(claim: Claim, known: readonly string[]): string[] {
  if (claim.user === undefined || ownedBy(claim, known).length > 0) return [];
  return [`${claim.name}: nothing says whose home it is; docs/move-over.md has how to copy it by hand`];
}

function refuseUnknown(users: readonly string[], homes: readonly OwnedClaim[], { namespace }: DeployedRelease): void {
  const names = [...new Set(homes.map((it) => it.user))];
  const missing = users.filter((it) => !names.includes(it));
  if (missing.length === 0) return;
  const guesses = missing.map((it) => {
    const meant = didYouMean(it, names);
    return `${it} has no home in namespace ${namespace}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  });
  throw new UserError(guesses.join('\n'), {
    fix: names.length === 0 ? 'No claim there is the home of a user.' : `Homes there: ${few(names, 10)}.`,
    exitCode: 2,
  });
}

interface OldHub {
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly pullSecrets: readonly string[];
}

async function lookAtHub(kubectl: Kubectl, namespace: string): Promise<OldHub | undefined> {
  const pod = '.spec.template.spec';
  const fields = ['.metadata.name', `${pod}.containers[0].image`, '.spec.replicas', `${pod}.imagePullSecrets[*].name`];
  const words = ['deployments', `--namespace=${namespace}`, '-l', 'component=hub', '-o', columns(...fields)];
  const [found] = rowsOf(await kubectl.get(words));
  if (found === undefined) return undefined;
  const [name = '', image = '', replicas = '', secrets = ''] = found;
  return { name, image, replicas: Number(replicas), pullSecrets: secrets.split(' ').filter((it) => it !== '') };
}

interface UseQuestion {
  readonly release: DeployedRelease;
  readonly hub: OldHub | undefined;
  /** Names of the claims that are to be read. */
  readonly claims: readonly string[];
  readonly context: string | undefined;
}

/** Nobody may write what is being copied. */
async function refuseInUse(kubectl: Kubectl, { release, hub, claims, context }: UseQuestion): Promise<void> {
  const { namespace } = release;
  const fields = ['.metadata.name', '.metadata.labels.app\\.kubernetes\\.io/managed-by', '.status.phase'];
  const used = columns(...fields, '.spec.volumes[*].persistentVolumeClaim.claimName');
  const pods = rowsOf(await kubectl.get(['pods', `--namespace=${namespace}`, '-o', used])).filter(
    ([, by, phase = '', claimed = '']) =>
      by !== 'hubwright' &&
      !['Succeeded', 'Failed'].includes(phase) &&
      claimed.split(' ').some((it) => claims.includes(it)),
  );
  const names = pods.map(([name = '']) => name);
  const uses = [
    ...(hub === undefined || hub.replicas === 0
      ? []
      : [
          {
            what: `the old hub still runs in namespace ${namespace}`,
            stop: ['scale', `deployment/${hub.name}`, '--replicas=0'],
          },
        ]),
    ...(names.length === 0
      ? []
      : [
          {
            what: `homes are in use there, by ${few(names, 5)}`,
            stop: ['delete', 'pod', '--selector', 'component=singleuser-server'],
          },
        ]),
  ];
  if (uses.length === 0) return;
  const at = [...(context === undefined ? [] : ['--context', context]), '--namespace', namespace];
  const what = uses.map((it) => it.what).join(', and ');
  throw new UserError(`${what}: what users write meanwhile would be missing in the copy`, {
    fix: [
      'Stop it, if Flux or Argo CD deploys it after suspending that, and run the same command again:',
      ...uses.map(({ stop }) => `  ${forDisplay('kubectl', [...at, ...stop])}`),
      'Or copy for a trial with --while-used, and again when it is stopped.',
    ].join('\n  '),
  });
}
