import { isAddress } from '../../platform/host.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { SettingsProblem } from '../../system/problem.ts';

/** Names that the public DNS never has, or that are not used there by custom. Sources: RFC 2606, 6761, 6762, 8375, ICANN. */
const PRIVATE =
  /(^[^.]+|\.(local|localhost|localdomain|internal|intranet|private|corp|home|lan|test|example|invalid|home\.arpa))$/;

/** Whether no authority on the internet gives a certificate for it. */
export const isPrivateName = (host: string) => isAddress(host) || PRIVATE.test(host);

const TLS = ['hub', 'tls'];

/** Whether the authority is the public one, its servers for trials included. */
const isPublic = (server: string | undefined) =>
  server === undefined || /(^|\.)letsencrypt\.org$/.test(new URL(server).hostname);

/** `hub.tls.type: letsEncrypt` against the settings beside it, as far as it has rules of its own. */
export function checkLetsEncrypt({ hub, cluster }: Settings): SettingsProblem[] {
  const { tls, host } = hub;
  if (tls.type !== 'letsEncrypt') return [];
  const problems: SettingsProblem[] = [];
  if (hub.clientAddresses && cluster.nodes.length > 1) {
    problems.push({
      path: ['hub', 'clientAddresses'],
      message:
        'runs Traefik on every node, but only one Traefik can keep the certificates of hub.tls.type "letsEncrypt"',
      fix: 'remove it, or use hub.tls.type "certManager" or "secret"',
    });
  }
  if (!isPublic(tls.server)) return problems;
  if (host !== undefined && isPrivateName(host) && !isAddress(host)) {
    const message = `"${host}" is not a public name: Let's Encrypt gives no certificate for it`;
    const fix = 'use a name of the public DNS, or set hub.tls.server to the ACME server of your own network';
    problems.push({ path: ['hub', 'host'], message, fix });
  }
  if (tls.lifetime !== undefined) {
    const message = "is for certificates of your own server: those of Let's Encrypt are renewed in time";
    problems.push({ path: [...TLS, 'lifetime'], message, fix: 'remove it' });
  }
  const [severity, path] = ['warning', [...TLS, 'type']] as const;
  if (cluster.airgap !== undefined) {
    const message = "Let's Encrypt is on the internet, but with cluster.airgap the nodes need none";
    problems.push({ severity, path, message, fix: 'set hub.tls.server, or use hub.tls.type "secret"' });
  }
  if (cluster.proxy !== undefined) {
    const message = "Traefik asks Let's Encrypt directly: cluster.proxy is not for pods";
    const fix = 'let the servers reach acme-v02.api.letsencrypt.org, or use hub.tls.type "secret"';
    problems.push({ severity, path, message, fix });
  }
  return problems;
}
