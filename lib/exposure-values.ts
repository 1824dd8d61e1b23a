import type { ChartValues } from '../imports/z2jh-values.ts';
import { isAddress } from '../platform/host.ts';
import { CERTIFICATE_RESOLVER, CLUSTER_ISSUER, TRAEFIK } from '../platform/ingress-class.ts';
import type { Platform } from '../platform/platform.ts';
import { RESOLVER } from './traefik-values.ts';

/** The chart values that say how browsers reach the hub. */
export function exposureValues({ hub }: Platform): ChartValues {
  if (hub.exposure === 'ingress') {
    return { proxy: { service: { type: 'ClusterIP' } }, ingress: ingressValues(hub) };
  }
  const service =
    hub.exposure === 'nodePort'
      ? {
          type: 'NodePort' as const,
          nodePorts: hub.tls.type === 'secret' ? { https: hub.nodePort } : { http: hub.nodePort },
        }
      : { type: 'LoadBalancer' as const };
  return {
    ingress: { enabled: false },
    proxy: {
      service,
      ...(hub.tls.type === 'secret' && {
        https: { enabled: true, type: 'secret', secret: { name: hub.tls.name }, hosts: hub.host ? [hub.host] : [] },
      }),
    },
  };
}

function ingressValues({ host, tls, ingress }: Platform['hub']): NonNullable<ChartValues['ingress']> {
  const hosts = host && !isAddress(host) ? [host] : [];
  const { annotations, className } = ingress;
  const all = {
    ...annotations,
    ...(tls.type !== 'none' && className === TRAEFIK && OVER_HTTPS),
    ...(tls.type === 'letsEncrypt' && { [CERTIFICATE_RESOLVER]: RESOLVER }),
    ...(tls.type === 'certManager' && { [CLUSTER_ISSUER]: tls.issuer }),
  };
  const isAnnotated = Object.keys(all).length > 0;
  const base = { enabled: true, ingressClassName: className, hosts, ...(isAnnotated && { annotations: all }) };
  if (tls.type === 'none') return base;
  const secretName = tls.type === 'secret' ? tls.name : tls.type === 'certManager' ? 'jupyterhub-tls' : undefined;
  return { ...base, tls: secretName ? [{ hosts, secretName }] : [] };
}

/** Traefik takes one port for each Ingress; other controllers take HTTPS from where a certificate is. */
const OVER_HTTPS = {
  'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
  'traefik.ingress.kubernetes.io/router.tls': 'true',
};
