import type { Hub } from './schema/hub.ts';

/** The class of the Ingress controller that k3s brings. */
export const TRAEFIK = 'traefik';

/** Whether browsers come through the Traefik of k3s, and not through another controller or none. */
export const isBehindTraefik = ({ exposure, ingress }: Pick<Hub, 'exposure' | 'ingress'>) =>
  exposure === 'ingress' && ingress.className === TRAEFIK;

/** Whether browsers come through an Ingress controller that somebody else runs, which chooses where it listens. */
export const isBehindAnother = ({ exposure, ingress }: Pick<Hub, 'exposure' | 'ingress'>) =>
  exposure === 'ingress' && ingress.className !== TRAEFIK;
