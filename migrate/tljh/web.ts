import { isMapping, type Mapping } from '../../system/mapping.ts';
import { texts } from '../conversions.ts';
import type { Remark } from '../draft.ts';

/** How browsers reach a TLJH, as values of the chart: each with its key there and TLJH's own. */
export interface Web {
  readonly values: readonly (readonly [chart: string, own: string, value: unknown])[];
  readonly remarks: readonly (readonly [own: string, kind: Remark['kind'], text: string])[];
}

/** What the report calls the Secret that a certificate in files is to be put into. */
const SECRET = 'hub-tls';
const OF_NODES = 'Traefik of k3s has ports 80 and 443 of every node, and hands on to the hub';
/** Where certificates for trying out come from, as TLJH asks for them. Source: tljh/traefik.toml.tpl. */
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** `http` and `https`. A certificate in files wins over Let's Encrypt, as in TLJH's traefik. */
export function webValues(http: unknown, https: unknown): Web {
  const own = isMapping(https) ? https : {};
  const [tls, letsEncrypt] = [own.tls, own.letsencrypt].map((it): Mapping => (isMapping(it) ? it : {}));
  const ports = [
    ...Object.keys(isMapping(http) ? http : {}).map((it) => `http.${it}`),
    ...['address', 'port'].filter((it) => own[it] !== undefined).map((it) => `https.${it}`),
  ].map((key) => [key, 'dropped', OF_NODES] as const);
  if (own.enabled !== true) {
    const unused = ['https.tls', 'https.letsencrypt'].map(
      (key) => [key, 'dropped', 'is not used: https.enabled is not true'] as const,
    );
    return { values: [], remarks: [...ports, ...unused] };
  }
  const domains = texts(letsEncrypt?.domains);
  const values: (readonly [string, string, unknown])[] = [
    ['proxy.https.enabled', 'https.enabled', true],
    ...(domains.length > 0 ? [['proxy.https.hosts', 'https.letsencrypt.domains', domains] as const] : []),
  ];
  if (tls?.cert) {
    const files = `put them into the new cluster: \`kubectl --namespace hub create secret tls ${SECRET} --cert=${tls.cert} --key=${tls.key}\``;
    return {
      values: [
        ...values,
        ['proxy.https.type', 'https.tls', 'secret'],
        ['proxy.https.secret.name', 'https.tls.cert', SECRET],
      ],
      remarks: [
        ...ports,
        ['https.tls', 'decide', files],
        ['https.letsencrypt', 'dropped', 'gives no certificate: https.tls does'],
      ],
    };
  }
  return {
    values: [
      ...values,
      ['proxy.https.type', 'https.letsencrypt', 'letsencrypt'],
      ['proxy.https.letsencrypt.contactEmail', 'https.letsencrypt.email', letsEncrypt?.email],
      ...(letsEncrypt?.staging === true
        ? [['proxy.https.letsencrypt.acmeServer', 'https.letsencrypt.staging', STAGING] as const]
        : []),
    ],
    remarks: ports,
  };
}
