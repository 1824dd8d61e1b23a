import type { Entry } from '../cluster/record/entry.ts';
import { entryTable } from '../cluster/record/entry-table.ts';
import { changesOf, readHistory } from '../operate/history.ts';
import { changeLines } from '../review/report.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, printData, widthOf } from '../system/terminal.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright history`. */
export async function runHistory(revision: number | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const [{ entries }, deployed] = await interruptible(
    async (signal) => {
      const history = await readHistory({ ...cluster, signal });
      return [history, revision === undefined ? undefined : await changesOf(revision, history)] as const;
    },
    { hosts: cluster.hosts },
  );
  const shown = entries.filter((it) => revision === undefined || it.revision === revision);
  if (json) {
    const answer = {
      history: shown.map(jsonOf),
      ...(deployed && { changes: deployed.changes, note: deployed.note ?? null }),
    };
    return printData(JSON.stringify(answer, undefined, 2));
  }
  if (shown.length === 0)
    return print('No change is recorded yet: `up` of this version or a later one records itself.');
  print(entryTable(shown, widthOf(process.stdout)).join('\n'));
  if (deployed === undefined) return;
  const isSame = deployed.changes.length === 0 && deployed.note === undefined;
  print(
    [
      ...(deployed.note ? ['', deployed.note] : []),
      ...(isSame ? ['', 'It changed nothing.'] : changeLines(deployed.changes)),
    ].join('\n'),
  );
}

function jsonOf({ from, to, git, ...entry }: Entry) {
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return { ...entry, from: time(from), to: time(to), git: git ?? null };
}
