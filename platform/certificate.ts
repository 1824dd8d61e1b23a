import type { Hub } from './schema/hub.ts';

type Tls = Pick<Hub['tls'], 'type'>;

/** Whether nodes have plain HTTP, for browsers or for a proxy in front of them. */
export const isPlainAtNodes = ({ type }: Tls) => type === 'none' || type === 'external';

/** Whether nodes are to have a certificate for the name of the hub: not none, and not Traefik's own. */
export const isForName = (tls: Tls) => !isPlainAtNodes(tls) && tls.type !== 'selfSigned';
