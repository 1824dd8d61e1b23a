import { bundleVariables } from '../../lib/certificate-authority.ts';
import { isMapping } from '../../system/mapping.ts';
import type { KeyMapping } from '../key-mapping.ts';

/** Variables by which programs find the certificates that they trust. */
const VARIABLES = new Set([...bundleVariables, 'NODE_EXTRA_CA_CERTS']);

/** Certificates of a company's own authority: they stay as they are, and one setting does it all. */
export const certificates: KeyMapping = {
  from: [],
  to: [],
  move(source, draft) {
    const keys = ['hub', 'singleuser'].flatMap((of) => [
      ...keysOf(source.get(`${of}.extraFiles`), isCertificate).map((it) => `${of}.extraFiles.${it}`),
      ...keysOf(source.get(`${of}.extraEnv`), (_, name) => VARIABLES.has(name)).map((it) => `${of}.extraEnv.${it}`),
    ]);
    if (keys.length === 0) return;
    draft.decide(
      keys,
      "is about the certificates of a company's own authority: certificateAuthority has hub, servers and images trust them, and these can go",
    );
  },
};

function keysOf(values: unknown, isMeant: (value: unknown, key: string) => boolean): string[] {
  // The chart also takes variables as a list.
  const named = Array.isArray(values)
    ? values.flatMap((it) => (isMapping(it) ? [[String(it.name), it] as const] : []))
    : [];
  const entries = isMapping(values) ? Object.entries(values) : named;
  return entries.filter(([key, value]) => isMeant(value, key)).map(([key]) => key);
}

const isCertificate = (file: unknown) =>
  isMapping(file) &&
  typeof file.stringData === 'string' &&
  /-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(file.stringData) &&
  !/PRIVATE KEY-----/.test(file.stringData);
