import type { Hub } from './schema/hub.ts';

/** Whether nodes are to have a certificate for the name of the hub: not none, and not Traefik's own. */
export const isForName = ({ type }: Pick<Hub['tls'], 'type'>) =>
  type !== 'none' && type !== 'selfSigned' && type !== 'external';
