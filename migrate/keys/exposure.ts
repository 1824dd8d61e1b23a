import { TRAEFIK } from '../../platform/ingress-class.ts';
import { tlsSchema } from '../../platform/schema/tls.ts';
import { contradictingAnnotations, OTHER_CONTROLLER } from '../../settings/check/ingress.ts';
import { isPrivateName } from '../../settings/check/lets-encrypt.ts';
import { isMapping } from '../../system/mapping.ts';
import type { ChartSource } from '../chart-source.ts';
import { texts } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { dropped, type KeyMapping, same } from '../key-mapping.ts';

const ISSUERS = ['cert-manager.io/cluster-issuer', 'certmanager.k8s.io/cluster-issuer'];
/** Annotations that only have the certificate obtained, which `hub.tls` does. */
const OF_CERTIFICATES = [
  'kubernetes.io/tls-acme',
  'cert-manager.io/acme-challenge-type',
  'acme.cert-manager.io/http01-edit-in-place',
];

/** The server that is asked if no other is named, by the chart as here. */
const PRODUCTION = 'https://acme-v02.api.letsencrypt.org/directory';

const ANNOTATIONS = 'ingress.annotations';

/** `ingress` and `proxy`: how browsers reach the hub. */
export const exposure: readonly KeyMapping[] = [
  {
    from: ['proxy.service.type', 'proxy.service.nodePorts'],
    to: ['hub.exposure', 'hub.nodePort'],
    move: moveService,
  },
  { from: ['ingress.hosts', 'proxy.https.hosts', 'ingress.enabled'], to: ['hub.host'], move: moveHost },
  {
    from: ['ingress.tls', ANNOTATIONS, 'proxy.https'],
    to: ['hub.tls', 'hub.ingress.annotations'],
    move(source, draft) {
      moveTls(source, draft);
      moveAnnotations(source, draft);
    },
  },
  { from: ['ingress.ingressClassName'], to: ['hub.ingress.className'], move: moveClass },
  dropped(
    ['ingress.pathSuffix', 'ingress.pathType'],
    'is for other controllers than Traefik',
    (value) => value !== 'ImplementationSpecific',
  ),
  dropped(
    ['proxy.service.loadBalancerIP', 'proxy.service.loadBalancerSourceRanges', 'proxy.service.annotations'],
    'is about the load balancer of a cloud; Traefik of k3s listens on every node',
  ),
  dropped(['proxy.traefik', 'proxy.secretSync'], 'is of the proxy that obtained certificates, which hub.tls replaces'),
  dropped(['proxy.secretToken'], 'the chart generates one and keeps it across upgrades'),
  same('hub.baseUrl', 'hub.baseUrl', String),
];

function moveHost(source: ChartSource, draft: Draft): void {
  const ofIngress = texts(source.take('ingress.hosts'));
  const ofProxy = texts(source.get('proxy.https.hosts'));
  const entries = source.get('ingress.tls');
  const ofTls = (Array.isArray(entries) ? entries : []).flatMap((it) => (isMapping(it) ? texts(it.hosts) : []));
  if (source.take('ingress.enabled') === false) {
    draft.dropped(['ingress.enabled'], 'Traefik of k3s has ports 80 and 443 of every node, and hands on to the hub');
  }
  const named = ofIngress.length + ofProxy.length > 0 ? [...ofIngress, ...ofProxy] : ofTls;
  const from = ofIngress.length > 0 ? 'ingress.hosts' : ofProxy.length > 0 ? 'proxy.https.hosts' : 'ingress.tls';
  const [host, ...others] = [...new Set(named)];
  if (host === undefined) return;
  draft.set(['hub', 'host'], host, [from]);
  if (others.length > 0) {
    draft.raw(['ingress.hosts'], `hub.host is one name; the others stay: ${others.join(', ')}`);
    source.replace('ingress.hosts', (values) => {
      const ingress = isMapping(values.ingress) ? values.ingress : {};
      return { ...values, ingress: { ...ingress, hosts: others } };
    });
  }
}

/** The cluster that the values come from had another controller than k3s brings; whether the new one has too, nobody here knows. */
function moveClass(source: ChartSource, draft: Draft): void {
  const key = 'ingress.ingressClassName';
  const className = source.take(key);
  if (typeof className !== 'string') return;
  if (className === TRAEFIK) {
    draft.dropped([key], 'is that of Traefik, which k3s brings');
    return;
  }
  draft.decide(
    [key],
    `the Ingress goes to Traefik, which k3s brings: set hub.ingress.className to "${className}" if you run that controller in the new cluster`,
  );
}

function moveTls(source: ChartSource, draft: Draft): void {
  const entries = source.take('ingress.tls');
  const https = source.take('proxy.https');
  const issuers = ISSUERS.map((it) => [it, source.take(['ingress', 'annotations', it])] as const);
  const [by, issuer] = issuers.find(([, it]) => typeof it === 'string') ?? [];
  for (const it of OF_CERTIFICATES)
    if (source.take(['ingress', 'annotations', it]) !== undefined)
      draft.dropped([`ingress.annotations.${it}`], 'had a certificate obtained, which hub.tls does');
  if (https !== undefined) draft.dropped(['proxy.https'], 'is what Traefik and hub.tls do');
  if (issuer !== undefined) {
    const key = `ingress.annotations.${by}`;
    draft.set(['hub', 'tls'], { type: 'certManager', issuer }, [key]);
    const keys = entries === undefined ? [key] : [key, 'ingress.tls'];
    draft.decide(keys, `cert-manager with the ClusterIssuer "${issuer}" has to be in the new cluster`);
    return;
  }
  if (moveCertificates(entries, draft) || !isMapping(https) || https.enabled === false) return;
  const isServed = draft.get(['hub', 'exposure']) !== 'nodePort';
  moveHttps(https, draft, isServed && texts(https.hosts).some((it) => !isPrivateName(it)));
}

/** Secrets with certificates, of which the hub has one. @returns whether there is any */
function moveCertificates(entries: unknown, draft: Draft): boolean {
  const list = Array.isArray(entries) ? entries.filter(isMapping) : [];
  if (list.length === 0) return false;
  const [name, ...others] = [
    ...new Set(list.map((it) => it.secretName).filter((it) => typeof it === 'string' && it !== '')),
  ];
  draft.set(['hub', 'tls'], name === undefined ? { type: 'selfSigned' } : { type: 'secret', name }, ['ingress.tls']);
  draft.decide(
    ['ingress.tls'],
    name === undefined
      ? 'the certificate was that of the Ingress controller: name a Secret, cert-manager or letsEncrypt in hub.tls'
      : `the Secret "${name}" with the certificate has to be in the new cluster${others.length > 0 ? `; hub.tls is one certificate, and the values also have ${others.join(', ')}` : ''}`,
  );
  return true;
}

/** After those of certificates. The hub's Ingress goes to Traefik, whatever controller the values were for. */
function moveAnnotations(source: ChartSource, draft: Draft): void {
  const annotations = source.get(ANNOTATIONS);
  const isServed = draft.get(['hub', 'exposure']) !== 'nodePort';
  if (!isMapping(annotations) || !isServed) return;
  const contradicting = contradictingAnnotations(TRAEFIK);
  for (const [key, value] of Object.entries(annotations)) {
    const at = ['ingress', 'annotations', key];
    if (OTHER_CONTROLLER.test(key)) {
      draft.dropped([at.join('.')], 'is for another Ingress controller than Traefik, which k3s brings');
    } else if (Object.hasOwn(contradicting, key)) {
      draft.dropped([at.join('.')], 'contradicts what hub.tls and Traefik of k3s make of the Ingress');
    } else if (typeof value === 'string') {
      draft.set(['hub', 'ingress', 'annotations', key], value, [at.join('.')]);
    } else continue;
    source.take(at);
  }
}

/** @param isPublic whether the hub has a name for which an authority on the internet gives certificates */
function moveHttps(https: Readonly<Record<string, unknown>>, draft: Draft, isPublic: boolean): void {
  const type = https.type ?? 'letsencrypt';
  const secret = isMapping(https.secret) ? https.secret.name : undefined;
  if (type === 'secret' && typeof secret === 'string' && secret !== '') {
    draft.set(['hub', 'tls'], { type: 'secret', name: secret }, ['proxy.https.secret.name']);
    draft.decide(['proxy.https.secret'], `the Secret "${secret}" with the certificate has to be in the new cluster`);
  } else if (type === 'offload') {
    const isNamed = draft.get(['hub', 'host']) !== undefined;
    const port = draft.get(['hub', 'nodePort']) ?? 80;
    if (isNamed) draft.set(['hub', 'tls'], { type: 'external' }, ['proxy.https.type']);
    draft.decide(
      ['proxy.https'],
      `something in front of the hub has the certificate: point it to port ${port} of the nodes, ${isNamed ? 'as docs/proxy.md has it' : 'and set hub.host, and hub.tls to { type: external }: docs/proxy.md'}`,
    );
  } else if (type === 'manual') {
    draft.decide(
      ['proxy.https.manual'],
      'put key and certificate into a Secret of the cluster, and name it in hub.tls',
    );
    draft.set(['hub', 'tls'], { type: 'selfSigned' }, ['proxy.https']);
  } else if (isPublic && tlsSchema.safeParse(letsEncrypt(https)).success) {
    draft.set(['hub', 'tls'], letsEncrypt(https), ['proxy.https.letsencrypt']);
    draft.decide(
      ['proxy.https.letsencrypt'],
      'Traefik of k3s obtains the certificate, once the host name leads to the new nodes',
    );
  } else if (https.enabled === true || isMapping(https.letsencrypt)) {
    draft.decide(
      ['proxy.https'],
      "Let's Encrypt gave the certificate: set hub.tls to letsEncrypt with an e-mail address, to certManager, or to a Secret that has one",
    );
    draft.set(['hub', 'tls'], { type: 'selfSigned' }, ['proxy.https']);
  }
}

/** Of the chart's own Traefik, which the chart calls autohttps. */
function letsEncrypt({ letsencrypt }: Readonly<Record<string, unknown>>) {
  const { contactEmail, acmeServer } = isMapping(letsencrypt) ? letsencrypt : {};
  const isOther = typeof acmeServer === 'string' && acmeServer !== '' && acmeServer !== PRODUCTION;
  return { type: 'letsEncrypt', email: contactEmail, ...(isOther && { server: acmeServer }) };
}

/** Before the host, which takes whether there is an Ingress. */
function moveService(source: ChartSource, draft: Draft): void {
  const type = source.take('proxy.service.type');
  const ports = source.take('proxy.service.nodePorts');
  const { http, https } = isMapping(ports) ? ports : {};
  const isServed = type === 'NodePort' && source.get('ingress.enabled') !== true;
  const given = [
    ...(type === 'LoadBalancer' || (type === 'NodePort' && !isServed) ? ['proxy.service.type'] : []),
    ...((http ?? https) !== undefined && (http ?? https) !== null && !isServed ? ['proxy.service.nodePorts'] : []),
  ];
  if (given.length > 0)
    draft.dropped(given, 'Traefik of k3s has ports 80 and 443 of every node, and hands on to the hub');
  if (!isServed) return;
  draft.set(['hub', 'exposure'], 'nodePort', ['proxy.service.type']);
  const port = http ?? https;
  if (typeof port === 'number') draft.set(['hub', 'nodePort'], port, ['proxy.service.nodePorts']);
  if (http && https) draft.dropped(['proxy.service.nodePorts.https'], 'hub.nodePort is one port');
}
