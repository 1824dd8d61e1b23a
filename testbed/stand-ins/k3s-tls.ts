import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { sha256 } from '../../system/sha256.ts';
import { tuning } from './about.ts';

const AGENT = '/var/lib/rancher/k3s/agent';
/** Days before its end from which on k3s makes a certificate again when it starts. */
const RENEWED = 120;
const TLS = '/var/lib/rancher/k3s/server/tls';
const CA = ['server-ca.crt', 'server-ca.key'] as const;

/** The certificates of a cluster's API. The CA is made once, or taken from the server that is joined. */
export function makeCertificates(names: readonly string[], ca?: Readonly<Record<string, string>>): void {
  mkdirSync(TLS, { recursive: true, mode: 0o700 });
  if (ca !== undefined) for (const name of CA) writeFileSync(join(TLS, name), ca[name] ?? '', { mode: 0o600 });
  if (!existsSync(join(TLS, CA[0]))) {
    const own = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
    openssl(['req', ...own, '-subj', '/CN=k3s-server-ca', '-keyout', CA[1], '-out', CA[0]]);
  }
  const san = names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`).join(',');
  sign('serving-kube-apiserver', '/CN=kube-apiserver', `subjectAltName=${san}`);
  if (!lasts(join(TLS, 'client-admin.crt'))) {
    sign('client-admin', '/O=system:masters/CN=system:admin', 'extendedKeyUsage=clientAuth');
  }
}

/** The CA's files, to be given to a server that joins. */
export function certificateAuthority(): Record<string, string> {
  return Object.fromEntries(CA.map((name) => [name, readTls(name)]));
}

export function readTls(name: string): string {
  return readFileSync(join(TLS, name), 'utf8');
}

/** What the full form of a token holds of the CA. */
export function caHash(pem: string): string {
  return sha256(pem);
}

/** The certificate of a node's kubelet, which it gets again at every start. Here it signs it itself. */
export function makeKubeletCertificate(node: string): void {
  mkdirSync(AGENT, { recursive: true });
  const files = ['-keyout', join(AGENT, 'client-kubelet.key'), '-out', join(AGENT, 'client-kubelet.csr')];
  openssl(['req', ...REQUEST, '-subj', `/O=system:nodes/CN=system:node:${node}`, ...files], AGENT);
  signRequest('client-kubelet', ['-selfsign', '-keyfile', 'client-kubelet.key'], AGENT);
}

const REQUEST = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const AUTHORITY = `[ca]
default_ca = own
[own]
database = ca.index
new_certs_dir = .
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copyall
policy = any
[any]
organizationName = optional
commonName = optional
`;

/** Signs for a year, of which so many days are left as is tuned. */
function signRequest(name: string, by: readonly string[], folder: string): void {
  const left = tuning().certificateDays ?? 365;
  const [from, to] = [left - 365, left].map((days) => {
    const at = new Date(Date.now() + days * 24 * 3600 * 1000).toISOString();
    return at.replace(/[-:T]|\.\d+/g, '');
  }) as [string, string];
  writeFileSync(join(folder, 'ca.cnf'), AUTHORITY);
  writeFileSync(join(folder, 'ca.index'), '');
  const validity = ['-startdate', from, '-enddate', to];
  const files = ['-in', `${name}.csr`, '-out', `${name}.crt`];
  openssl(['ca', '-batch', '-notext', '-config', 'ca.cnf', ...by, ...validity, ...files], folder);
}

/** Whether a certificate is there and does not end so soon that k3s makes it again. */
function lasts(path: string): boolean {
  if (!existsSync(path)) return false;
  const end = Date.parse(new X509Certificate(readFileSync(path)).validTo);
  return end - Date.now() > RENEWED * 24 * 3600 * 1000;
}

function sign(name: string, subject: string, extension: string): void {
  openssl(['req', ...REQUEST, '-subj', subject, '-addext', extension, '-keyout', `${name}.key`, '-out', `${name}.csr`]);
  signRequest(name, ['-cert', CA[0], '-keyfile', CA[1]], TLS);
}

function openssl(args: readonly string[], cwd = TLS): void {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
