import type { Hub } from './schema/hub.ts';

/** The class of the Ingress controller that k3s brings. */
export const TRAEFIK = 'traefik';

/** The annotation of an Ingress that says which resolver of Traefik obtains its certificate. */
export const CERTIFICATE_RESOLVER = 'traefik.ingress.kubernetes.io/router.tls.certresolver';

/** The annotation of an Ingress that lists the Middlewares of Traefik that requests go through. */
export const MIDDLEWARES = 'traefik.ingress.kubernetes.io/router.middlewares';

/** A Middleware as that annotation names it. */
export const middlewareReference = (namespace: string, name: string) => `${namespace}-${name}@kubernetescrd`;

/** The annotation of an Ingress for which cert-manager obtains its certificate. */
export const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer';

/** Whether browsers come through the Traefik of k3s, and not through another controller or none. */
export const isBehindTraefik = ({ exposure, ingress }: Pick<Hub, 'exposure' | 'ingress'>) =>
  exposure === 'ingress' && ingress.className === TRAEFIK;

/** Whether browsers come through an Ingress controller that somebody else runs, which chooses where it listens. */
export const isBehindAnother = ({ exposure, ingress }: Pick<Hub, 'exposure' | 'ingress'>) =>
  exposure === 'ingress' && ingress.className !== TRAEFIK;
