import { releasesOn } from '../../cluster/check-releases.ts';
import { isInNoRegistry } from '../../platform/image-tag.ts';
import { columns } from '../../system/columns.ts';
import { counted } from '../../system/counted.ts';
import { few } from '../../system/few.ts';
import { timeOf } from '../at-time.ts';
import { IN_VOLUME } from './check-nodes.ts';
import type { RollbackPlan } from './find-rollback.ts';

/**
 * What goes back and what is lost, for a person to agree to.
 *
 * @param wanted the release of k3s in the settings
 */
export function describeRollback(plan: RollbackPlan, wanted: string): string {
  const { revision, nodes, begun, isHub } = plan;
  const facts = new Map(nodes.map((it) => [it.node.name, it.facts]));
  const rows = nodes.map(({ node, snapshot }) => {
    const now = releasesOn(node.name, facts).at(-1) ?? 'nothing';
    const then = snapshot?.k3s ?? now;
    return [`  ${node.name}`, now === then ? `stays on k3s ${now}` : `k3s ${now} to ${then}`];
  });
  const time = nodes[0]?.snapshot?.time ?? 0;
  const left = plan.without.map((it) => [`  ${it}`, 'has no k3s, stays as it is']);
  return [
    `${begun === undefined ? 'Goes' : 'Continues to go'} back to before change ${revision}, as it was ${timeOf(time)}:`,
    ...columns([...rows, ...left, ['  hub', isHub ? hubLine(plan) : 'stays, with its database']]),
    settingsLine(plan),
    ...losses(plan, timeOf(time)),
    ...withoutImages(plan),
    ...nextUp(plan, wanted),
  ].join('\n');
}

/** What the settings would put in place again. */
function nextUp({ release, isHub }: RollbackPlan, wanted: string): string[] {
  if (wanted !== release) {
    return [`The next \`up\` upgrades again: change platform.yaml back first, \`cluster.k3sVersion: ${release}\`.`];
  }
  return isHub ? ['The next `up` upgrades the hub again, unless platform.yaml has its chart and image of then.'] : [];
}

function hubLine({ hub: { before, now, node } }: RollbackPlan): string {
  const [from, to] = [now?.chart ?? 'nothing', before?.chart ?? 'nothing'];
  const what = from === to ? 'back to its image of before' : `${from} to ${to}`;
  return `${what}, ${node === undefined ? 'without its database' : 'with its database'}`;
}

function settingsLine({ isDatastore, isHub }: RollbackPlan): string {
  if (isDatastore) return 'All manifests go back, with their settings and users. Homes stay as they are.';
  if (isHub) return "Of the manifests only the hub's release goes back. Users, all others and homes stay as they are.";
  return 'Manifests, users and homes stay as they are.';
}

/** What nobody gets back, and what only the next `up` brings again. */
function losses(plan: RollbackPlan, time: string): string[] {
  const { isDatastore, isHub, hub, nodes, changes } = plan;
  const changed = [...new Set(nodes.flatMap((it) => it.snapshot?.changed ?? []))];
  const hasDatabase = isHub && hub.node !== undefined;
  return [
    ...(isDatastore
      ? [
          `Lost: everything in Kubernetes since ${time}, such as objects that you created by hand.`,
          "All pods end, users' servers too; users start them again. Homes created since get their volumes back.",
        ]
      : []),
    ...listed('No longer in Kubernetes, as it came since; files in volumes stay', changes.removed),
    ...listed('As of then again', changes.changed),
    ...listed('Back again', changes.added),
    ...accounts(changes),
    ...(hasDatabase
      ? [`Lost: what the hub has noted since ${time}: who logged in, tokens, groups changed in its admin page.`]
      : []),
    ...(hasDatabase && changed.length > 0
      ? [
          `${counted(changed.length, 'user')} changed their own password since, which is the old one again: ${few(changed, 10)}.`,
        ]
      : []),
    ...(isHub && !hasDatabase && hub.before !== undefined
      ? [
          `The hub's database (${hub.database === IN_VOLUME ? 'on a StorageClass of your own' : hub.database}) is not on the nodes and stays as the newer hub left it. If that hub has migrated it, the older one will not start: put back a copy from before ${time} yourself.`,
        ]
      : []),
  ];
}

const listed = (what: string, objects: readonly string[]): string[] =>
  objects.length === 0 ? [] : [`${what}: ${few(objects, 12)}.`];

/** Whose accounts go back. */
function accounts({ returning, olderPassword, missing }: RollbackPlan['changes']): string[] {
  const lines = [
    ...listed('  can log in again', returning),
    ...listed('  have an older password', olderPassword),
    ...listed('  cannot log in', missing),
  ];
  return lines.length === 0 ? [] : ['Accounts are those of then until the next `up`. Run it at once:', ...lines];
}

function withoutImages({ missingImages }: RollbackPlan): string[] {
  if (missingImages.size === 0) return [];
  const missing = [...missingImages.values()].flat();
  return [
    'Pods with these images will not start on nodes that no longer have them:',
    ...[...missingImages].map(([node, images]) => `  ${node}: ${few(images, 12)}`),
    ...(missing.some(isInNoRegistry)
      ? ['Afterwards change their folders back too, then run `npx hubwright image build` and `npx hubwright up`.']
      : []),
    ...(missing.every(isInNoRegistry)
      ? []
      : [
          'Of those that no registry in your network has, put an archive into the airgap folder, then run `npx hubwright up`.',
        ]),
  ];
}
