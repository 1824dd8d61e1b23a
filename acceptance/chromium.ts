import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { UserError } from '../system/user-error.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
];
const FIX =
  'Install one (Debian and Ubuntu: apt-get install chromium; macOS: brew install chromium) or pass --browser PATH.';

export interface FoundBrowser {
  readonly path: string;
  /** Where the choice comes from, for the first line of output. */
  readonly from: string;
}

/**
 * The browser to use: `--browser`, `$CHROMIUM`, then the usual names on `PATH`.
 *
 * @throws UserError if there is none, or the one that is asked for cannot be run
 */
export function findBrowser(
  asked: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): FoundBrowser {
  if (asked !== undefined) return chosen(asked, '--browser');
  if (env.CHROMIUM) return chosen(env.CHROMIUM, '$CHROMIUM');
  for (const name of NAMES) {
    for (const folder of (env.PATH ?? '').split(delimiter).filter((it) => it !== '')) {
      const path = join(folder, name);
      if (canRun(path)) return { path, from: 'PATH' };
    }
  }
  throw new UserError(`No browser found: none of ${NAMES.join(', ')} is on PATH.`, { fix: FIX, exitCode: 2 });
}

function chosen(path: string, from: string): FoundBrowser {
  if (canRun(path)) return { path, from };
  throw new UserError(`${from}: ${path} is not an executable program.`, { fix: FIX, exitCode: 2 });
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Starts the browser with nothing kept from earlier runs. */
export async function startBrowser({ path }: FoundBrowser, headed: boolean): Promise<Browser> {
  try {
    return await chromium.launch({
      executablePath: path,
      headless: !headed,
      // Ctrl-C is answered by the suite, which writes its report first.
      handleSIGINT: false,
      // Chromium refuses to sandbox what root starts.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--disable-gpu', '--disable-background-networking'],
    });
  } catch (error) {
    const [first] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UserError(`${path} does not start: ${first}`, {
      fix: headed ? '--headed needs a display; omit it on a server.' : FIX,
      cause: error,
    });
  }
}
