import { createInterface } from 'node:readline/promises';
import { clusterFolder, readHosts } from '../bootstrap/cluster-folder.ts';
import { whileLocked } from '../bootstrap/cluster-lock.ts';
import { describeLoss, down, recordedFleet } from '../bootstrap/down.ts';
import { loadPlatform } from '../settings/load.ts';
import { UserError } from '../settings/user-error.ts';
import { interruptible } from './interruptible.ts';

/** Runs `hubwright down`. */
export async function runDown({ yes }: { yes?: string }): Promise<void> {
  const { name } = loadPlatform({ secrets: 'mask' }).platform.cluster;
  const folder = clusterFolder('.', name);
  const recorded = readHosts(folder);
  if (recorded.length === 0) {
    console.log(`There is nothing to delete: no host is recorded for the cluster ${name} in ${folder}.`);
    return;
  }
  console.error(describeLoss(recorded, name));
  if ((yes ?? (await ask(name))) !== name) {
    throw new UserError(`that is not the name of the cluster, ${name}; nothing was deleted`, { exitCode: 2 });
  }
  const hosts = recordedFleet(recorded, name, '.');
  await whileLocked(folder, () =>
    interruptible(hosts, async (signal) => {
      await down({ folder, hosts, print: (line) => console.error(line), signal });
    }),
  );
  console.log(`The cluster ${name} is gone. platform.yaml, users.yaml and built images are still here.`);
}

async function ask(name: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UserError('deleting a cluster needs your word', { hint: `Add --yes ${name}.`, exitCode: 2 });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Type the name of the cluster to delete it: `)).trim();
  } finally {
    terminal.close();
  }
}
