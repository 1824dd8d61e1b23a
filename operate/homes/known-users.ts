import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { askInHub, saidInHub } from '../in-hub.ts';

const SCRIPT = new URL('hub-users.py', import.meta.url);

/**
 * The names of all users: those of users.yaml where it decides who exists, else those in the hub's database.
 *
 * @returns why the hub does not say it, otherwise
 */
export async function knownUsers(
  server: Host,
  { auth, users, hub }: Platform,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | string> {
  if (auth.type === 'users') return new Set(Object.keys(users));
  const asked = { namespace: hub.namespace, program: await readFile(SCRIPT, 'utf8'), schema: z.array(z.string()) };
  try {
    return new Set(await askInHub(server, asked, signal));
  } catch (error) {
    throwUnlessHostFailed(error);
    return saidInHub(error);
  }
}
