import { isDeepStrictEqual } from 'node:util';
import { traefikValues } from '../lib/traefik-values.ts';
import { certificatesIn, commonName } from '../platform/auth/certificate.ts';
import { basePath, hubUrl } from '../platform/hub-url.ts';
import type { Platform } from '../platform/platform.ts';
import { type Change, keysOf, listed } from './change.ts';

/** How the hub is reached, and the namespace that everything is in. */
export function accessChanges(before: Platform, after: Platform): Change[] {
  const [previous, current] = [before.hub, after.hub];
  const changes: Omit<Change, 'topic'>[] = [];
  if (previous.namespace !== current.namespace) {
    changes.push({
      text: `Namespace ${previous.namespace} → ${current.namespace}: a new, empty hub is installed there. The old hub, its servers, homes and database stay in ${previous.namespace} until someone removes them; no home moves.`,
      caution: true,
    });
  }
  const [old, now] = [urlOf(before), urlOf(after)];
  if (old !== now) {
    const oauth = 'clientSecret' in after.auth ? ' Register the new callback URL with the login provider.' : '';
    const servers =
      basePath(previous) === basePath(current)
        ? ''
        : ' Running servers do not answer at the new path until they restart.';
    changes.push({
      text: `The hub moves from ${old} to ${now}: bookmarks break, and everyone has to log in again.${servers}${oauth}`,
      caution: true,
    });
  }
  const [oldClass, newClass] = [previous.ingress.className, current.ingress.className];
  if (oldClass !== newClass) {
    const text = `The Ingress goes from the controller of the class ${oldClass} to that of ${newClass}, which has to run in the cluster: its address is where browsers have to go.`;
    changes.push({ text, caution: true });
  }
  if (!isDeepStrictEqual(previous.tls, current.tls)) {
    const text = `TLS: ${tlsOf(previous)} → ${tlsOf(current)}.`;
    changes.push(
      current.tls.type === 'none'
        ? { text: `${text} Passwords cross the network in the clear.`, caution: true }
        : { text },
    );
  }
  if (!isDeepStrictEqual(traefikValues(before), traefikValues(after))) {
    changes.push({ text: 'Traefik restarts with other settings: for about ten seconds, nobody reaches the hub.' });
  }
  return [...changes, ...annotationChanges(previous, current), ...authorityChanges(before, after)].map((change) => ({
    topic: 'Access',
    ...change,
  }));
}

/** Annotations are shown with their values, as the manifest has them: they are no place for secrets. */
function annotationChanges(
  { ingress: { annotations: before } }: Platform['hub'],
  { ingress: { annotations: after } }: Platform['hub'],
): Omit<Change, 'topic'>[] {
  return keysOf(before, after).flatMap((key) => {
    const [previous, current] = [before[key], after[key]];
    if (previous === current) return [];
    const shown = previous === undefined ? `${current}` : `${previous} → ${current ?? 'removed'}`;
    return [{ text: `Annotation ${key} of the Ingress: ${shown}.` }];
  });
}

/** The hub restarts with them; a server gets its own when it starts. */
function authorityChanges(
  { authorities: before }: Platform,
  { authorities: after }: Platform,
): Omit<Change, 'topic'>[] {
  if (before === after) return [];
  const next =
    "Servers follow from each one's next start. `up` restarts k3s, which pulls images so too, on every node; containers go on.";
  if (after === undefined) {
    const text = `The hub trusts only public certificate authorities, and the company's no longer. ${next}`;
    return [{ text, caution: true }];
  }
  const names = certificatesIn(after).flatMap(({ certificate }) => (certificate ? [commonName(certificate)] : []));
  return [{ text: `Certificate authorities that the hub trusts beside the public ones: ${listed(names)}. ${next}` }];
}

function urlOf({ hub }: Platform): string {
  return hubUrl(hub, hub.host ?? (hub.exposure === 'loadBalancer' ? '<load balancer>' : '<any node>'));
}

function tlsOf({ tls }: Platform['hub']): string {
  switch (tls.type) {
    case 'none':
      return 'none';
    case 'selfSigned':
      return "Traefik's own certificate";
    case 'secret':
      return `the certificate in Secret ${tls.name}`;
    case 'certManager':
      return `cert-manager's issuer ${tls.issuer}`;
    case 'external':
      return 'the certificate of a proxy in front of the cluster';
    case 'letsEncrypt':
      return obtained(tls);
  }
}

function obtained({
  server,
  email,
  challenge,
  lifetime,
}: Extract<Platform['hub']['tls'], { type: 'letsEncrypt' }>): string {
  const holds = lifetime === undefined ? '' : `, renewed within ${lifetime.toHumanString()}`;
  return `a certificate that Traefik obtains from ${server ?? "Let's Encrypt"} for ${email} by the challenge ${challenge}${holds}`;
}
