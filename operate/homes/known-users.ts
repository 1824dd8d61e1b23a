import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { inHub } from '../in-hub.ts';

const SCRIPT = new URL('hub-users.py', import.meta.url);

/**
 * The names of all users: those of users.yaml where it decides who exists, else those in the hub's database.
 *
 * @returns undefined if the hub cannot be asked
 */
export async function knownUsers(
  server: Host,
  { auth, users, hub }: Platform,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  if (auth.type === 'users') return new Set(Object.keys(users));
  const exec = inHub(hub.namespace, ['python3', '-'], { hasInput: true });
  try {
    const options = { sudo: true, input: await readFile(SCRIPT, 'utf8'), timeout: 60_000, signal };
    const { stdout } = await server.run(exec, options);
    // The chart's own module prints what it reads before.
    return new Set(z.array(z.string()).parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')));
  } catch (error) {
    if (!(error instanceof HostError) || error.reason === 'aborted') throw error;
    return undefined;
  }
}
