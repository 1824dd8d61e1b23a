import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { note, print } from '../../system/terminal.ts';
import { wholeLife } from './life.ts';
import { tracesOfK3s } from './traces-of-k3s.ts';

/*
 * Puts a platform on this very machine, uses it, upgrades it and takes it away again, with the commands that a person types.
 * The workflow runs it with a real k3s, whole-life.long.itest.ts on a host of the test bed: nothing else differs.
 */

const USAGE = `Usage: tsx testbed/whole-life/main.ts --on-this-machine FOLDER [--without-browser]

Installs k3s on this machine, and removes it at the end. FOLDER gets the project and a report; it may not be there yet.
As root, on a machine without k3s. --without-browser: nobody visits the hub, as it is a stand-in.`;

const { values } = parseArgs({
  options: { 'on-this-machine': { type: 'string' }, 'without-browser': { type: 'boolean', default: false } },
});

/** Why it does not run here; undefined if it may. */
function refusal(): string | undefined {
  if (values['on-this-machine'] === undefined) return USAGE;
  if (process.getuid?.() !== 0) return 'k3s is installed by root: run this with sudo';
  const traces = tracesOfK3s();
  if (traces.length === 0) return undefined;
  return `this machine has k3s already (${traces.join(', ')}), which would be removed at the end; nothing was done`;
}

const why = refusal();
if (why !== undefined) {
  note(why);
  process.exitCode = 2;
} else {
  const folder = resolve(values['on-this-machine'] ?? '');
  mkdirSync(folder);
  await wholeLife({ folder, hasBrowser: !values['without-browser'] });
  print('\nAll of it went as it should.');
}
