import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuilderName } from './builder.ts';

/** Folders in which programs in Go look for authorities beside the system's file. Source: Go, `crypto/x509/root_linux.go`. */
const FOLDERS = '/etc/ssl/certs:/etc/pki/tls/certs';

/** What to do where a builder does not trust a registry. */
export const NOT_TRUSTED =
  'Name its authority in certificateAuthority of platform.yaml, which podman and buildah then trust. Docker looks in /etc/docker/certs.d/HOST/ca.crt, on the machine of its daemon.';

/**
 * Has a builder trust the company's authorities when it pulls from registries or pushes to them, beside those that it trusts
 * by itself. Docker's daemon does both, with certificates in /etc/docker/certs.d alone.
 *
 * @param authorities as PEM
 * @param folder of its own, which has to stay while the builder runs
 * @returns variables for the builder
 */
export async function trust(
  builder: BuilderName,
  authorities: string | undefined,
  folder: string,
): Promise<Record<string, string>> {
  if (authorities === undefined || builder === 'docker') return {};
  await writeFile(join(folder, 'company.crt'), authorities);
  return { SSL_CERT_DIR: `${process.env.SSL_CERT_DIR ?? FOLDERS}:${folder}` };
}
