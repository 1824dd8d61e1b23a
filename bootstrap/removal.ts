import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { command } from './plan/actions.ts';
import type { Action } from './plan/step.ts';

/** What goes from a node. */
export interface Removed {
  /** The script of the shell that takes it off. */
  readonly script: URL;
  /** Paths of which none is there any more once it has. */
  readonly files: readonly string[];
  /** Annotations with which it has noted something at its node for the hub. */
  readonly notes?: readonly string[];
  /** What is said of it. */
  readonly remark?: string;
}

/** Takes something off a node, with what it has noted there. */
export function removal(node: string, { script, files, notes = [], remark }: Removed): Action {
  const hasNotes = notes.length > 0;
  const forget = hasNotes ? readFileSync(new URL('forget-notes.sh', import.meta.url), 'utf8') : '';
  return command(
    ['sh', '-s', ...(hasNotes ? ['--', node, ...notes] : [])],
    {
      input: forget + readFileSync(script, 'utf8'),
      isDone: (known) => !files.some((it) => known.facts.get(node)?.files.has(it)),
    },
    `sh -s < ${basename(script.pathname)}${remark === undefined ? '' : `: ${remark}`}`,
  );
}
