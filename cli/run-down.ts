import { join } from 'node:path';
import { down, stayingServers } from '../bootstrap/down.ts';
import { describeLoss, describeNodeLoss, type NodeLoss, refuseIrreplaceable } from '../bootstrap/loss.ts';
import { askFirst } from '../cluster/ask-first.ts';
import type { ClusterChange } from '../cluster/change-cluster.ts';
import { type Identity, readIdentity } from '../cluster/claim.ts';
import { clusterFolder, forgetHost, type RecordedHost, readHosts } from '../cluster/cluster-folder.ts';
import { storedOn } from '../cluster/on-node.ts';
import { otherNamespaces } from '../cluster/other-namespaces.ts';
import { readRestore } from '../cluster/restore-record.ts';
import { listVolumes } from '../cluster/volumes.ts';
import type { Cluster } from '../platform/cluster.ts';
import { recordedHosts } from '../providers/hosts.ts';
import { loadPlatform } from '../settings/load.ts';
import { forDisplay } from '../system/exec.ts';
import { few } from '../system/few.ts';
import type { Host } from '../system/hosts/host.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print, terminal } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { askPerson } from './ask-person.ts';
import { changing } from './changing.ts';
import type { DownWords } from './down-command.ts';
import { keepData } from './keep-data.ts';
import { refuseUnknown, unaskedHosts } from './known-cluster.ts';

/** Runs `hubwright down`. */
export async function runDown(words: DownWords): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const { cluster, hub } = platform;
  const { name } = cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    const silent = await refuseUnknown(platform);
    print(`Nothing to delete: ${folder} has no hosts of the cluster ${name}.`);
    for (const line of unaskedHosts(silent)) note(line);
    return;
  }
  refuseCombined(words);
  const isWhole = words.node === undefined;
  const subject = words.node ?? name;
  const given = words.force ?? words.yes;
  if (given !== undefined) agree(given, subject, isWhole);
  // One that is given up is not asked for anything.
  const isAsked = (it: { readonly name: string }) => !(words.forget && it.name === words.node);
  const access = { cluster: name, directory: '.' };
  const hosts = [...(await recordedHosts(recorded, access))];
  const command = isWhole ? 'down' : forDisplay('down', ['--node', subject, ...(words.forget ? ['--forget'] : [])]);
  let kept: readonly string[] = [];
  const work = async ({ record, signal }: ClusterChange) => {
    // Others may have added hosts.
    const all = readHosts(folder);
    const added = all.filter((it) => !hosts.some(({ name }) => name === it.name));
    const opened = await recordedHosts(added, access);
    hosts.push(...opened);
    // Also of a restore that has begun elsewhere.
    kept = isWhole ? [...new Set([...(readRestore(folder)?.kept ?? []), ...record.keeps])] : [];
    const going = goingHosts(all, cluster, words).filter((it) => !kept.includes(it.name));
    const identity = readIdentity(folder, name);
    const loss = isWhole
      ? undefined
      : await lossOf({ words, recorded: all, going, hosts, identity, namespace: hub.namespace, signal });
    if (loss === undefined) {
      const servers = hosts.filter((it) => isServer(all, it));
      const others = await otherNamespaces({ servers, recorded: all, identity, signal }, hub.namespace);
      note(describeLoss(going, name, others));
    } else note(describeNodeLoss(loss));
    if (kept.length > 0) note(`The restore that has not ended keeps ${few(kept, 5)}: nothing is deleted there.`);
    if (loss !== undefined && words.force === undefined) refuseIrreplaceable(loss);
    if (given === undefined) agree(await ask(subject, isWhole), subject, isWhole);
    if (words.keepData !== undefined) {
      const into = words.keepData === true ? join('.hubwright', 'kept', `${name}-${timestamp()}`) : words.keepData;
      await keepData({ hosts, going, identity, into, signal });
    }
    const servers = opened.filter((it) => isAsked(it) && isServer(all, it));
    // Also of a whole cluster: run again, this must not take from the servers that are left what it has done already.
    await record.begin({ servers, signal });
    for (const it of kept) forgetHost(folder, it);
    const [isForgotten, isForced] = [words.forget ?? false, words.force !== undefined];
    const { stored, server } = loss ?? {};
    await down({ folder, hosts, going, identity, stored, server, isForgotten, isForced, reporter: terminal, signal });
  };
  await interruptible(
    (signal) => changing({ folder, hosts: hosts.filter(isAsked), command, words, signal, givesUp: isWhole }, work),
    { hosts },
  );
  print(
    isWhole
      ? `${gone(name, kept)} platform.yaml, users.yaml and built images are kept.`
      : `${subject} is removed from the cluster ${name}. \`npx hubwright up\` adds it again if it is still in platform.yaml.`,
  );
}

function gone(cluster: string, kept: readonly string[]): string {
  if (kept.length === 0) return `The cluster ${cluster} is gone.`;
  const options = kept.map((it) => `--keep ${it}`).join(' ');
  return `The cluster ${cluster} is gone but for ${few(kept, 5)}, whose homes \`npx hubwright restore --cluster ${options}\` takes in again.`;
}

const isServer = (recorded: readonly RecordedHost[], { name }: Host) =>
  recorded.some((it) => it.name === name && it.role === 'server');

const wrong = (message: string, fix: string) => new UserError(message, { fix, exitCode: 2 });

function refuseCombined({ node, forget, keepData }: DownWords): void {
  if (forget && node === undefined) throw wrong('--forget needs a node', 'Add --node NAME.');
  if (forget && keepData !== undefined) {
    throw wrong('--forget and --keep-data cannot be combined', 'Nothing can be copied from a machine that is gone.');
  }
}

/** All hosts, or the one that was named. */
function goingHosts(
  recorded: readonly RecordedHost[],
  { provider }: Pick<Cluster, 'provider'>,
  { node, forget, force }: DownWords,
): readonly RecordedHost[] {
  if (node === undefined) return recorded;
  const found = recorded.find((it) => it.name === node);
  // Whether the cluster has one that is not recorded here is for the cluster to tell.
  if (found === undefined && forget) return [{ name: node, role: 'agent', provider }];
  const agents = recorded.filter((it) => it.role === 'agent').map((it) => it.name);
  const fix = agents.length === 0 ? 'It has no agents.' : `Its agents: ${agents.join(', ')}.`;
  if (found === undefined) throw wrong(`the cluster has no node ${node}`, fix);
  if (found.role === 'server' && !forget) throw wrong(`${node} is a server; only agents can be removed alone`, fix);
  if (found.role === 'server' && stayingServers(recorded, [found]).length === 0 && force === undefined) {
    const gone = `If its machine is gone for good or belongs to somebody else: \`npx hubwright down --node ${node} --forget --force ${node}\`.`;
    const whole = 'A cluster needs one: `npx hubwright down` deletes all of it.';
    throw wrong(`${node} is its only server`, `${whole} ${gone}`);
  }
  return [found];
}

interface NodeQuestion {
  readonly words: DownWords;
  readonly recorded: readonly RecordedHost[];
  readonly going: readonly RecordedHost[];
  readonly hosts: readonly Host[];
  readonly identity: Identity;
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** What is lost with a node, as the cluster tells it. */
async function lossOf({ words, recorded, going, hosts, identity, namespace, signal }: NodeQuestion): Promise<NodeLoss> {
  const [host] = going;
  if (host === undefined) throw new Error('A node was named');
  const isForgotten = words.forget ?? false;
  const staying = stayingServers(recorded, going);
  if (staying.length === 0) return { host, stored: [], isForgotten };
  const servers = hosts.filter(({ name }) => staying.some((it) => it.name === name));
  const { server, nodes, volumes } = await askFirst({ servers, recorded, identity, signal }, async (server) => {
    return { server, ...(await listVolumes(server, namespace, signal)) };
  });
  if (!nodes.includes(host.name) && !recorded.some((it) => it.name === host.name)) {
    const fix = `Its nodes: ${nodes.join(', ')}.`;
    throw new UserError(`the cluster has no node ${host.name}`, { fix, exitCode: 2 });
  }
  const itself = isForgotten ? undefined : hosts.find((it) => it.name === host.name);
  const stored = await storedOn({ name: host.name, host: itself }, volumes, signal);
  return { host, stored, isForgotten, server };
}

function agree(given: string, subject: string, isWhole: boolean): void {
  if (given === subject) return;
  const what = isWhole ? 'the cluster' : 'the node';
  throw new UserError(`the name does not match ${what}, ${subject}; nothing was deleted`, { exitCode: 2 });
}

/** `20261123-0245`, in this machine's time. */
function timestamp(): string {
  return new Date().toLocaleString('sv-SE').replaceAll(/[-:]/g, '').replace(' ', '-').slice(0, 13);
}

async function ask(subject: string, isWhole: boolean): Promise<string> {
  const what = isWhole ? 'cluster' : 'node';
  return askPerson(`Type the name of the ${what} to delete it: `, {
    message: `deleting a ${what} needs confirmation`,
    fix: `Add --yes ${subject}.`,
  });
}
