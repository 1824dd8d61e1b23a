import type { ChartValues } from '../imports/z2jh-values.ts';
import { isAddress } from '../platform/host.ts';
import type { Platform } from '../platform/platform.ts';

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
  const { annotations } = ingress;
  const isAnnotated = Object.keys(annotations).length > 0;
  const base = { enabled: true, ingressClassName: 'traefik', hosts, ...(isAnnotated && { annotations }) };
  if (tls.type === 'none') return base;
  const secretName = tls.type === 'secret' ? tls.name : tls.type === 'certManager' ? 'jupyterhub-tls' : undefined;
  return {
    ...base,
    annotations: {
      ...annotations,
      'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
      'traefik.ingress.kubernetes.io/router.tls': 'true',
      ...(tls.type === 'certManager' && { 'cert-manager.io/cluster-issuer': tls.issuer }),
    },
    tls: secretName ? [{ hosts, secretName }] : [],
  };
}
