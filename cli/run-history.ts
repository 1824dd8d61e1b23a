import type { DeployedChanges } from '../cluster/record/deployed.ts';
import type { Entry } from '../cluster/record/entry.ts';
import { entryTable } from '../cluster/record/entry-table.ts';
import { changesOfNumber, effectsOf, readHistory } from '../operate/history.ts';
import { changeLines } from '../review/report.ts';
import { loadPlatform } from '../settings/load.ts';
import { interruptible } from '../system/interruptible.ts';
import { print, printData, widthOf } from '../system/terminal.ts';
import { knownCluster } from './known-cluster.ts';

/** Runs `hubwright history`. */
export async function runHistory(revision: number | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const cluster = await knownCluster(loadPlatform({ secrets: 'mask' }).platform);
  const shown = await interruptible(
    async (signal): Promise<readonly ShownChange[]> => {
      const history = await readHistory({ ...cluster, signal });
      if (revision === undefined) return history.entries.map((entry) => ({ entry }));
      const found = changesOfNumber(revision, history);
      return Promise.all(found.map(async (entry) => ({ entry, effects: await effectsOf(entry, history) })));
    },
    { hosts: cluster.hosts },
  );
  if (json) return printData(JSON.stringify({ history: shown.map(jsonOf) }, undefined, 2));
  if (shown.length === 0)
    return print('No change is recorded yet: `up` of this version or a later one records itself.');
  const [head = '', ...rows] = entryTable(
    shown.map((it) => it.entry),
    widthOf(process.stdout),
  );
  print([head, ...rows.flatMap((row, i) => [row, ...effectLines(shown[i]?.effects)])].join('\n'));
}

/** A change; what it has done if one was asked for. */
interface ShownChange {
  readonly entry: Entry;
  readonly effects?: DeployedChanges;
}

function effectLines(effects: DeployedChanges | undefined): string[] {
  if (effects === undefined) return [];
  const { changes, note } = effects;
  const isSame = changes.length === 0 && note === undefined;
  return [...(note === undefined ? [] : ['', note]), ...(isSame ? ['', 'It changed nothing.'] : changeLines(changes))];
}

function jsonOf({ entry: { from, to, git, ...entry }, effects }: ShownChange) {
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const done = effects && { changes: effects.changes, note: effects.note ?? null };
  return { ...entry, from: time(from), to: time(to), git: git ?? null, ...done };
}
