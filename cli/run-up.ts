import { refuseUnknownKind, refuseUnknownNode } from '../bootstrap/plan/chosen-steps.ts';
import { up } from '../bootstrap/up.ts';
import type { ClusterChange } from '../cluster/change-cluster.ts';
import { clusterFolder } from '../cluster/cluster-folder.ts';
import { hubAddress, reachableAddress } from '../cluster/hub-address.ts';
import { addressOf, k3sNodes } from '../cluster/node-config.ts';
import type { HostFacts } from '../cluster/probe.ts';
import { refuseUnfinishedHere } from '../cluster/unfinished.ts';
import type { Platform } from '../platform/platform.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { few } from '../system/few.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, terminal } from '../system/terminal.ts';
import { agreeOnUnseen, describeUnseen } from './agree-on-unseen.ts';
import { type ChangeWords, changing } from './changing.ts';
import { refuseUnknown } from './known-cluster.ts';
import { reportSteps } from './report-steps.ts';
import { synthesize } from './synthesize.ts';

/** What stands on the command line. */
export interface UpWords extends ChangeWords {
  readonly dryRun?: boolean;
  readonly only?: string;
  readonly from?: string;
  readonly drain?: true;
  readonly yes?: true;
}

/** Runs `hubwright up`. */
export async function runUp(options: UpWords): Promise<void> {
  refuseUnknownKind(options);
  const loaded = await loadWithSecrets();
  const { platform } = loaded;
  refuseUnfinishedHere(clusterFolder('.', platform.cluster.name));
  const nodes = k3sNodes(platform).map((it) => it.name);
  refuseUnknownNode(
    options,
    nodes,
    platform.cluster.nodes.some((it) => it.made),
  );
  await refuseUnknown(platform);
  await synthesize(loaded);

  const hosts = await hostsOf(platform, { directory: '.' });
  // The answer of a dry run is all that it says.
  const reporter = options.dryRun ? { print, note: print, progress: print } : terminal;
  const folder = clusterFolder('.', platform.cluster.name);
  const work = ({ record, signal }: Pick<ClusterChange, 'signal'> & Partial<ClusterChange>) =>
    up({
      ...{ platform, directory: '.', hosts, reporter, signal, change: record },
      ...{ only: options.only, from: options.from, dryRun: options.dryRun ?? false },
      ...(options.drain ? { drains: true, again: 'npx hubwright up --drain' } : {}),
      agree: async (unseen) => {
        reporter.note(describeUnseen(unseen));
        if (!options.dryRun && !options.yes) await agreeOnUnseen(unseen);
      },
      reportSteps: (steps) => reportSteps(steps, reporter),
    });
  const facts = await interruptible(
    (signal) =>
      options.dryRun
        ? work({ signal })
        : changing({ folder, hosts, command: commandOf(options), words: options, signal }, work),
    { hosts },
  );
  if (options.dryRun || options.only !== undefined) return;
  print(closing(platform, facts));
}

/** As it was given. */
function commandOf({ only, from, drain }: UpWords): string {
  return [
    'up',
    ...(only === undefined ? [] : ['--only', only]),
    ...(from === undefined ? [] : ['--from', from]),
    ...(drain ? ['--drain'] : []),
  ].join(' ');
}

/** Where the hub is, who can log in, and what to do next. */
export function closing(platform: Platform, facts: ReadonlyMap<string, HostFacts> | undefined): string {
  const [first] = k3sNodes(platform);
  const found = first && facts?.get(first.name);
  const isHere = first?.isHere === true || first === undefined || found === undefined;
  const own = isHere ? 'localhost' : addressOf(first, found);
  const { url } = hubAddress(platform.hub, reachableAddress(first?.address, own));
  const users = Object.keys(platform.users);
  return [
    `The hub is at ${url}`,
    platform.auth.type === 'users' ? `Users: ${few(users, 5)}` : `Users log in with ${platform.auth.type}`,
    'Next: npx hubwright status; export KUBECONFIG="$(npx hubwright kubeconfig)"',
  ].join('\n');
}
