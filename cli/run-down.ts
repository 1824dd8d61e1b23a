import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readIdentity } from '../bootstrap/cluster/claim.ts';
import { clusterFolder, type RecordedHost, readHosts } from '../bootstrap/cluster/cluster-folder.ts';
import { whileLocked } from '../bootstrap/cluster/cluster-lock.ts';
import { down } from '../bootstrap/down.ts';
import { recordedFleet } from '../bootstrap/hosts/recorded-fleet.ts';
import { describeLoss } from '../bootstrap/loss.ts';
import { loadPlatform } from '../settings/load.ts';
import { UserError } from '../settings/user-error.ts';
import type { DownWords } from './down-command.ts';
import { interruptible } from './interruptible.ts';
import { keepData } from './keep-data.ts';

/** Runs `hubwright down`. */
export async function runDown(words: DownWords): Promise<void> {
  const { name } = loadPlatform({ secrets: 'mask' }).platform.cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    console.log(`There is nothing to delete: no host is recorded for the cluster ${name} in ${folder}.`);
    return;
  }
  const going = goingHosts(recorded, words);
  const isWhole = words.node === undefined;
  console.error(describeLoss(going, isWhole ? { cluster: name } : { node: words.node, isForgotten: words.forget }));
  const subject = words.node ?? name;
  if ((words.force ?? words.yes ?? (await ask(subject, isWhole))) !== subject) {
    const what = isWhole ? 'the cluster' : 'the node';
    throw new UserError(`that is not the name of ${what}, ${subject}; nothing was deleted`, { exitCode: 2 });
  }
  const identity = readIdentity(folder, name);
  const hosts = recordedFleet(recorded, name, '.');
  await whileLocked(folder, () =>
    interruptible(hosts, async (signal) => {
      if (words.keepData !== undefined) {
        const into = words.keepData === true ? join('.hubwright', 'kept', `${name}-${timestamp()}`) : words.keepData;
        await keepData({ hosts, going, identity, into, signal });
      }
      const print = (line: string) => console.error(line);
      await down({
        folder,
        hosts,
        going,
        identity,
        isForgotten: words.forget ?? false,
        isForced: words.force !== undefined,
        print,
        signal,
      });
    }),
  );
  console.log(
    isWhole
      ? `The cluster ${name} is gone. platform.yaml, users.yaml and built images are still here.`
      : `${subject} is out of the cluster ${name}. \`npx hubwright up\` brings it back while it is in platform.yaml.`,
  );
}

/** All hosts, or the one that was named. */
function goingHosts(recorded: readonly RecordedHost[], { node, forget, keepData }: DownWords): readonly RecordedHost[] {
  const wrong = (message: string, hint: string) => new UserError(message, { hint, exitCode: 2 });
  if (forget && node === undefined) throw wrong('--forget is for one node', 'Name it: --node NAME.');
  if (forget && keepData !== undefined) {
    throw wrong('--forget and --keep-data exclude each other', 'Nothing can be copied from a machine that is gone.');
  }
  if (node === undefined) return recorded;
  const found = recorded.find((it) => it.name === node);
  const agents = recorded.filter((it) => it.role === 'agent').map((it) => it.name);
  const hint = agents.length === 0 ? 'It has no agent.' : `Its agents are ${agents.join(', ')}.`;
  if (found === undefined) throw wrong(`the cluster has no node ${node}`, hint);
  if (found.role === 'server' && !forget) throw wrong(`${node} is a server, and only agents are taken out alone`, hint);
  return [found];
}

/** `20261123-0245`, in this machine's time. */
function timestamp(): string {
  return new Date().toLocaleString('sv-SE').replaceAll(/[-:]/g, '').replace(' ', '-').slice(0, 13);
}

async function ask(subject: string, isWhole: boolean): Promise<string> {
  const what = isWhole ? 'cluster' : 'node';
  if (!process.stdin.isTTY) {
    throw new UserError(`deleting a ${what} needs your word`, { hint: `Add --yes ${subject}.`, exitCode: 2 });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Type the name of the ${what} to delete it: `)).trim();
  } finally {
    terminal.close();
  }
}
