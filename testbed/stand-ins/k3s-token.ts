import { readFileSync } from 'node:fs';
import { fatal, log, print } from './about.ts';
import { ask } from './k3s-client.ts';
import { caHash } from './k3s-tls.ts';

/** A server that one may join. */
export interface ServerAccess {
  readonly url: string;
  readonly ca: string;
  readonly authorization: string;
}

/** The password of a token in either form: `K10<hash>::user:password` or the password alone. */
export function passwordOf(token: string): string {
  return /^K10[0-9a-f]{64}::[^:]+:(.*)$/.exec(token)?.[1] ?? token;
}

/** Asks a server for its CA and compares it with the token, if that is the full one. */
export async function readServer(url: string, token: string, user = 'node'): Promise<ServerAccess> {
  if (token.startsWith('K10') && passwordOf(token) === token) throw new Error('invalid token format');
  const { text: ca } = await ask(`${url}/cacerts`);
  const expected = /^K10([0-9a-f]{64})::/.exec(token)?.[1];
  if (expected !== undefined && expected !== caHash(ca)) {
    throw new Error(`token CA hash does not match the Cluster CA certificate hash: ${expected} != ${caHash(ca)}`);
  }
  const authorization = `Basic ${Buffer.from(`${user}:${passwordOf(token)}`).toString('base64')}`;
  return { url, ca, authorization };
}

/** `k3s token rotate`: a new token in place of the one that the server runs with. */
export async function rotateToken([verb, ...flags]: readonly string[]): Promise<void> {
  if (verb !== 'rotate') return fatal(`No help topic for '${verb ?? ''}'`, 3);
  const given = new Map<string, string>();
  for (let i = 0; i < flags.length; i++) {
    const [, key = '', value = flags[++i] ?? ''] = /^--?([^=]+)(?:=(.*))?$/.exec(flags[i] ?? '') ?? [];
    if (!['token', 't', 'server', 's', 'new-token'].includes(key)) {
      return fatal(`Incorrect Usage: flag provided but not defined: -${key}`);
    }
    given.set(key, value);
  }
  print('WARNING: Recommended to keep a record of the old token.\n');
  const kept = '/var/lib/rancher/k3s/server/token';
  const url = given.get('server') ?? given.get('s') ?? 'https://127.0.0.1:6443';
  try {
    const token = given.get('token') ?? given.get('t') ?? readFileSync(kept, 'utf8').trim();
    const { authorization, ca } = await readServer(url, token, 'server');
    const body = JSON.stringify({ newToken: given.get('new-token') ?? '' });
    const { code } = await ask(`${url}/v1-k3s/token`, { method: 'PUT', body, authorization, ca });
    if (code === 500) throw new Error('token: see server log for details: 500 Internal Server Error');
    if (code !== 200) throw new Error('not authorized');
  } catch (error) {
    log('fatal', `Error: ${(error as Error).message}`);
    process.exit(1);
  }
  print('Token rotated, restart k3s nodes with new token\n');
}
