import type { ChartValues } from '../imports/z2jh-values.ts';
import { hubPaths, serverPaths } from '../platform/names.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * Where programs look for certificate authorities. All of these but Node's replace what a program trusts by itself, so they
 * name the bundle with both.
 *
 * Sources: OpenSSL, requests, pip, curl, git, conda, botocore, Node.js, Julia (`NetworkOptions`), and R, which uses libcurl.
 */
export const bundleVariables = [
  ...['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'PIP_CERT', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'CONDA_SSL_VERIFY'],
  ...['AWS_CA_BUNDLE', 'JULIA_SSL_CA_ROOTS_PATH'],
];

/** The chart values with which the hub and servers trust the company's certificate authority. */
export function authorityValues({ authorities }: Pick<Platform, 'authorities'>): ChartValues {
  if (authorities === undefined) return {};
  return {
    custom: { hubwright: { certificateAuthority: { ...serverPaths } } },
    hub: { extraFiles: { 'company-ca.pem': { mountPath: hubPaths.companyAuthorities, stringData: authorities } } },
    singleuser: {
      extraEnv: {
        ...Object.fromEntries(bundleVariables.map((name) => [name, serverPaths.bundle])),
        NODE_EXTRA_CA_CERTS: serverPaths.company,
      },
      extraFiles: { 'company-ca.pem': { mountPath: serverPaths.company, stringData: authorities } },
    },
  };
}
