import type { ChartValues } from '../imports/z2jh-values.ts';
import { isPlainAtNodes } from '../platform/certificate.ts';
import { isAddress } from '../platform/host.ts';
import { onlyUrl } from '../platform/hub-url.ts';
import {
  CERTIFICATE_RESOLVER,
  CLUSTER_ISSUER,
  MIDDLEWARES,
  middlewareReference,
  TRAEFIK,
} from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';
import { RESOLVER } from './traefik-values.ts';

/** The chart values that say how browsers reach the hub. */
export function exposureValues({ hub }: Platform): ChartValues {
  const url = onlyUrl(hub);
  const ofHub = {
    ...(url !== undefined && { config: { JupyterHub: { public_url: url } } }),
    ...(!hub.clientAddresses && { extraEnv: { [FORM_ADDRESSES]: '0.0.0.0/0;::/0' } }),
  };
  return { ...valuesInside(hub), ...(Object.keys(ofHub).length > 0 && { hub: ofHub }) };
}

/**
 * Addresses that say nothing of whose a login form is. Unless the hub knows those of clients, what it sees is the node that a
 * request came through, and a load balancer may send the next one through another. Source: JupyterHub, `_xsrf_utils.py`.
 */
const FORM_ADDRESSES = 'JUPYTERHUB_XSRF_ANONYMOUS_IP_CIDRS';

function valuesInside(hub: Platform['hub']): ChartValues {
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

function ingressValues(hub: Platform['hub']): NonNullable<ChartValues['ingress']> {
  const { host, tls, ingress } = hub;
  const hosts = host && !isAddress(host) ? [host] : [];
  const { className } = ingress;
  const isPlain = isPlainAtNodes(tls);
  const annotations: Record<string, string> = {
    ...(className !== TRAEFIK && WITHOUT_LIMITS),
    ...ingress.annotations,
    ...(className === TRAEFIK && (isPlain ? middlewares(hub) : OVER_HTTPS)),
    ...(tls.type === 'letsEncrypt' && { [CERTIFICATE_RESOLVER]: RESOLVER }),
    ...(tls.type === 'certManager' && { [CLUSTER_ISSUER]: tls.issuer }),
  };
  const isAnnotated = Object.keys(annotations).length > 0;
  const base = { enabled: true, ingressClassName: className, hosts, ...(isAnnotated && { annotations }) };
  if (isPlain) return base;
  const secretName = tls.type === 'secret' ? tls.name : tls.type === 'certManager' ? 'jupyterhub-tls' : undefined;
  return { ...base, tls: secretName ? [{ hosts, secretName }] : [] };
}

/**
 * What other controllers limit, and Traefik does not: how large a notebook may be that is saved, how long an answer may take
 * (60 or 50 seconds with these), and whether kernels get their WebSockets. Each reads its own, and no others.
 *
 * Sources: ingress-nginx, `docs/user-guide/nginx-configuration/annotations.md`; NGINX Ingress Controller, `internal/configs/annotations.go`;
 * HAProxy Kubernetes Ingress Controller, `documentation/doc.yaml`; HAProxy Ingress, `docs/content/en/docs/configuration/keys.md`.
 */
export const WITHOUT_LIMITS: Readonly<Record<string, string>> = {
  'nginx.ingress.kubernetes.io/proxy-body-size': '0',
  'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
  'nginx.ingress.kubernetes.io/proxy-send-timeout': '3600',
  'nginx.org/client-max-body-size': '0',
  'nginx.org/proxy-read-timeout': '3600s',
  'nginx.org/proxy-send-timeout': '3600s',
  // The Service of the chart that the Ingress leads to.
  'nginx.org/websocket-services': 'proxy-public',
  'haproxy.org/timeout-server': '3600s',
  'haproxy-ingress.github.io/timeout-server': '3600s',
};

/** That of {@link ForwardedHttps}, before those that the settings name. */
function middlewares({ tls, ingress, namespace }: Platform['hub']): Record<string, string> {
  if (tls.type !== 'external') return {};
  const own = ingress.annotations[MIDDLEWARES];
  const ours = middlewareReference(namespace, names.forwardedHttps);
  return { [MIDDLEWARES]: own === undefined ? ours : `${ours},${own}` };
}

/** Traefik takes one port for each Ingress; other controllers take HTTPS from where a certificate is. */
const OVER_HTTPS = {
  'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
  'traefik.ingress.kubernetes.io/router.tls': 'true',
};
