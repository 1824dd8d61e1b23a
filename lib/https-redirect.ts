import { k8s, type Namespace } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MIDDLEWARES, middlewareReference, TRAEFIK } from '../platform/ingress-class.ts';
import { names } from '../platform/names.ts';
import { TraefikMiddleware } from './traefik-middleware.ts';

/** What an {@link HttpsRedirect} is made from. */
export interface HttpsRedirectProps {
  readonly namespace: Namespace;
  /**
   * The host name that is redirected.
   *
   * @default - every name and address
   */
  readonly host?: string | undefined;
  /**
   * Everything below this path is redirected.
   *
   * @default '/'
   */
  readonly path?: string;
}

/** Sends browsers that come to port 80 to HTTPS, through Traefik. */
export class HttpsRedirect extends Construct {
  readonly ingress: k8s.KubeIngress;

  constructor(scope: Construct, id: string, props: HttpsRedirectProps) {
    super(scope, id);
    const namespace = props.namespace.name;
    const name = 'https-redirect';
    new TraefikMiddleware(this, 'Middleware', {
      name,
      namespace,
      spec: { redirectScheme: { scheme: 'https', permanent: false } },
    });
    this.ingress = new k8s.KubeIngress(this, 'Ingress', {
      metadata: {
        name,
        namespace,
        annotations: {
          'traefik.ingress.kubernetes.io/router.entrypoints': 'web',
          [MIDDLEWARES]: middlewareReference(namespace, name),
        },
      },
      spec: {
        ingressClassName: TRAEFIK,
        rules: [
          {
            ...(props.host && { host: props.host }),
            http: {
              paths: [
                {
                  path: props.path ?? '/',
                  pathType: 'Prefix',
                  backend: { service: { name: names.proxyService, port: { name: 'http' } } },
                },
              ],
            },
          },
        ],
      },
    });
  }
}
