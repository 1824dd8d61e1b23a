import { whileLockedHere } from '../cluster/change-cluster.ts';
import { clusterFolder } from '../cluster/cluster-folder.ts';
import { entryTable } from '../cluster/record/entry-table.ts';
import { type Adopted, type AdoptOptions, adopt } from '../operate/adopt/adopt.ts';
import type { HostKey } from '../operate/adopt/host-keys.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { note, print, terminal } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { AdoptWords } from './adopt-command.ts';
import { confirm } from './confirm.ts';

/** Runs `hubwright adopt`. */
export async function runAdopt(words: AdoptWords): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const { name } = platform.cluster;
  const folder = clusterFolder('.', name);
  const adopted = await askingHosts(folder, words, (asked) => adopt({ platform, ...asked }));
  print(closing(adopted, name, folder));
}

/** Asks the hosts of the working folder's settings, some of whose keys may not be known here, while no other command does. */
export async function askingHosts<T>(
  folder: string,
  words: AdoptWords,
  ask: (asked: Omit<AdoptOptions, 'platform'>) => Promise<T>,
): Promise<T> {
  const asked = {
    ...{ directory: '.', reporter: terminal },
    confirmKeys: (keys: readonly HostKey[]) => confirmKeys(keys, words),
  };
  return whileLockedHere(folder, () => interruptible((signal) => ask({ ...asked, signal })));
}

/** @throws UserError unless all of them are trusted */
async function confirmKeys(keys: readonly HostKey[], { hostKey, yes }: AdoptWords): Promise<void> {
  if (hostKey !== undefined) {
    const others = keys.filter((it) => !hostKey.includes(it.fingerprint));
    if (others.length === 0) return;
    throw new UserError(`these hosts show keys that were not given with --host-key:\n${listed(others)}`, {
      fix: `${COMPARE} If they differ, something else answers at that address. Nothing was adopted.`,
    });
  }
  note(
    `${yes ? 'trusting the keys of these hosts' : 'the keys of these hosts are not known here yet'}:\n${listed(keys)}`,
  );
  if (yes) return;
  note(COMPARE);
  const script = 'Add --host-key FINGERPRINT for each after comparing them, or --yes to trust what is shown.';
  await confirm(
    'Are these the keys of your hosts? [y/N] ',
    'new host keys need confirmation',
    'nothing was adopted',
    script,
  );
}

const COMPARE =
  'Compare them with what `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on each host, on its console for example.';

function listed(keys: readonly HostKey[]): string {
  const width = Math.max(...keys.map(({ host }) => host.length));
  // They come as their hosts have answered.
  return [...keys]
    .sort((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }))
    .map(({ host, kind, fingerprint }) => `  ${host.padEnd(width)}  ${kind}  ${fingerprint}`)
    .join('\n');
}

/** What is known now, and what to do next. */
function closing({ id, hosts, isChanged, last }: Adopted, name: string, folder: string): string {
  const names = hosts.map((it) => `${it.name} (${it.role})`).join(', ');
  const known = `everything about the cluster ${name} (${id.slice(0, 8)})`;
  return [
    isChanged ? `${folder} now has ${known}.` : `${folder} already has ${known}; nothing was changed.`,
    `Hosts: ${names}`,
    ...(last === undefined ? [] : ['Last change:', ...entryTable([last]).map((it) => `  ${it}`)]),
    'Next: npx hubwright up --dry-run, which shows what these settings would change, then npx hubwright status',
  ].join('\n');
}
