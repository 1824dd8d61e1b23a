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
