import { claimOn, type Identity } from '../../cluster/claim.ts';
import type { RecordedHost } from '../../cluster/cluster-folder.ts';
import { markText } from '../../cluster/mark.ts';
import { paths } from '../../cluster/node-config.ts';
import { type HostFacts, probe } from '../../cluster/probe.ts';
import { inUnits } from '../../system/bytes.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import type { Reporter } from '../../system/reporter.ts';
import { atEachTenth } from '../../system/transfers.ts';
import { UserError } from '../../system/user-error.ts';
import { IMAGE_FOLDER, importTime, planShipment, type ShipPlan, type ShippedImage } from './ship-plan.ts';

export interface ShipOptions {
  /** Refuses a host of somebody else, and marks one that is nobody's yet. @default - whose it is does not matter */
  readonly ownership?: { readonly recorded: readonly RecordedHost[]; readonly identity: Identity } | undefined;
  readonly progress?: Reporter['progress'] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that k3s may take to import a tar of so many bytes. @default - {@link importTime} */
  readonly importTime?: ((bytes: number) => number) | undefined;
}

/** k3s lives where its installer puts it, which is not on every root's path. */
const AWAIT = `PATH=$PATH:/usr/local/bin
until k3s crictl inspecti -q "$1" >/dev/null 2>&1; do sleep 1; done`;

/**
 * Puts images on a node: what is missing is sent, k3s is seen to have it, and tars that no one needs go. It can be
 * stopped anywhere and run again; on a node that has everything it changes nothing.
 *
 * @returns what was done, in a few words
 */
export async function shipToNode(
  host: Host,
  images: readonly ShippedImage[],
  options: ShipOptions = {},
): Promise<string> {
  const { progress = () => {}, signal } = options;
  progress('looking');
  const references = images.map(({ reference }) => reference);
  const facts = await probe(host, { images: references, folders: [IMAGE_FOLDER] }, signal);
  const plan = planShipment(images, facts, host);
  await requireOwn(host, facts, options);
  for (const { image, tar, path } of plan.uploads) {
    const sending = `sending ${image.title}`;
    progress(`${sending}, ${inUnits(tar.bytes)}`);
    const content = { file: tar.path, sha256: tar.sha256 };
    const onSent = atEachTenth(tar.bytes, (share) => progress(`${sending}: ${share}`));
    await host.write({ path, content, mode: 0o644 }, { signal, onSent });
  }
  await awaitImports(host, plan, options);
  if (plan.removals.length > 0) {
    progress('removing outdated images');
    await host.run(['rm', '-f', '--', ...plan.removals], { sudo: true, signal });
  }
  return summaryOf(plan);
}

async function requireOwn(host: Host, facts: HostFacts, { ownership, signal }: ShipOptions): Promise<void> {
  if (ownership === undefined) return;
  const { recorded, identity } = ownership;
  // A k3s that nobody has set up from here, and that is marked as nobody's: images may be put on a cluster made elsewhere.
  const isOfElsewhere = recorded.length === 0 && identity.id === undefined && facts.mark === undefined;
  if (isOfElsewhere) return;
  const claim = claimOn({ node: host.name, facts, recorded: recorded.find((it) => it.name === host.name), identity });
  if (claim.state === 'foreign') {
    const message = `${host.name} (${host.describe()}): ${claim.why}; nothing was sent`;
    throw new UserError(message, { fix: claim.fix });
  }
  if (identity.id === undefined || facts.mark?.id === identity.id) return;
  const content = markText({ cluster: identity.cluster, id: identity.id, node: host.name });
  await host.write({ path: paths.mark, mode: 0o644, content }, { signal });
}

async function awaitImports(host: Host, { unit, imports }: ShipPlan, options: ShipOptions): Promise<void> {
  if (unit === undefined) return;
  const { progress, signal, importTime: timeOf = importTime } = options;
  for (const { image, tar } of imports) {
    progress?.(`waiting for k3s to import ${image.title}`);
    const timeout = timeOf(tar.bytes);
    try {
      await host.run(['sh', '-c', AWAIT, 'await-image', image.reference], { sudo: true, timeout, signal });
    } catch (error) {
      if (!(error instanceof HostError) || error.reason !== 'timeout') throw error;
      const seconds = Math.ceil(timeout / 1000);
      const where = `${host.name} (${host.describe()})`;
      throw new UserError(
        `${where}: the tar of ${image.title} is there, but k3s has not imported it in ${seconds} seconds`,
        {
          fix: `\`journalctl -u ${unit}\` on the node shows why; a full disk is a common cause. \`systemctl restart ${unit}\` makes k3s import all tars again.`,
          cause: error,
        },
      );
    }
  }
}

function summaryOf({ uploads, unit, imports, removals }: ShipPlan): string {
  const sent = uploads.length === 0 ? 'nothing to send' : `sent ${uploads.map(({ image }) => image.title).join(', ')}`;
  const removed = removals.length === 0 ? '' : `, ${removals.length} outdated removed`;
  const waits =
    unit === undefined && imports.length > 0 ? '; k3s is not running, and will import it when it starts' : '';
  return `${sent}${removed}${waits}`;
}
