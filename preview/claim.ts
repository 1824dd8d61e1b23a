import { UserError } from '../system/user-error.ts';
import { checkPort } from './ports.ts';
import type { PreviewFolder } from './preview-folder.ts';
import { endAll, startOf } from './processes.ts';

const FILE = 'preview.json';

/**
 * Makes the state folder this preview's own: ends what an earlier one left, and refuses to be a second one.
 *
 * @returns how many processes were ended
 * @throws UserError if a preview of this folder runs, or the port is taken
 */
export async function claim(state: PreviewFolder, options: { readonly port: number; readonly reset: boolean }) {
  const other = await runningPreview(state);
  if (other !== undefined) {
    throw new UserError(`a preview of this folder is already running, as process ${other}`, {
      fix: `Stop it with Ctrl-C where it runs, or with \`kill ${other}\``,
    });
  }
  const ended = await endAll(state.folder, 5000);
  await checkPort(options.port);
  state.prepare(options.reset);
  state.write(FILE, JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }));
  return ended;
}

/** Gives the folder back. */
export function release(state: PreviewFolder): void {
  state.remove(FILE);
}

/** The process that has claimed the folder, if it still is the same: its id may be another program's by now. */
async function runningPreview(state: PreviewFolder): Promise<number | undefined> {
  const { pid, started } = claimIn(state.read(FILE));
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1 || pid === process.pid) return undefined;
  return started !== undefined && (await startOf(pid)) === started ? pid : undefined;
}

/** What cannot be read claims nothing: whoever wrote it was killed in the midst of it. */
function claimIn(text: string | undefined): { readonly pid?: unknown; readonly started?: unknown } {
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
