import type { Unseen } from '../bootstrap/unseen.ts';
import { entryTable } from '../cluster/record/entry-table.ts';
import { changeLines } from '../review/report.ts';
import { counted } from '../system/counted.ts';
import { confirm } from './confirm.ts';

/** How many changes are listed; for a folder that has just adopted a cluster, all were made elsewhere. */
const SHOWN = 20;

/** What others have done to the cluster, and what becomes of it, for a person. */
export function describeUnseen({ entries, changes, note }: Unseen): string {
  const shown = entries.slice(-SHOWN);
  const cut = shown.length < entries.length ? `; the last ${SHOWN}` : '';
  const were = `${counted(entries.length, 'change')} of this cluster ${entries.length === 1 ? 'was' : 'were'} made elsewhere${cut}:`;
  return [
    // Those that are only known to be missing have no lines.
    ...(entries.length === 0 ? [] : [were, ...entryTable(shown).map((it) => `  ${it}`)]),
    ...(note === undefined ? [] : [`note: ${note}`]),
    ...(changes.length === 0
      ? []
      : ['With the settings of this folder, `up` would change this:', ...changeLines(changes)]),
  ].join('\n');
}

/**
 * Asks before anything that others have done is taken away or put back.
 *
 * @throws UserError with nothing changed unless a person agrees
 */
export async function agreeOnUnseen(unseen: Unseen): Promise<void> {
  if (unseen.onlyAdds) return;
  await confirm(
    'Replace what they did? [y/N] ',
    'what others have changed in this cluster would be replaced; nothing was changed',
    'nothing was changed',
    'Get their settings (`git pull`), or add --yes to replace what they did.',
  );
}
