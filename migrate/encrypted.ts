import { isMapping } from '../system/mapping.ts';
import { UserError } from '../system/user-error.ts';
import type { ValuesSource } from './values-source.ts';
import type { YamlFile } from './yaml-file.ts';

interface Encryption {
  /** What has encrypted a file. */
  readonly by: string;
  /** How such a file begins. */
  readonly begins: RegExp;
  /** What prints what is in it; undefined where it is to be decrypted in its place. */
  readonly print: ((path: string) => string) | undefined;
}

const WHOLE: readonly Encryption[] = [
  { by: 'ansible-vault', begins: /^\$ANSIBLE_VAULT;/, print: (path) => `ansible-vault view ${path}` },
  {
    by: 'age',
    begins: /^(-----BEGIN AGE ENCRYPTED FILE-----|age-encryption\.org\/v1\n)/,
    print: (path) => `age --decrypt --identity KEY ${path}`,
  },
  { by: 'PGP', begins: /^-----BEGIN PGP MESSAGE-----/, print: (path) => `gpg --decrypt ${path}` },
  { by: 'git-crypt', begins: /^\0GITCRYPT\0/, print: undefined },
];

/** @throws UserError if a file is encrypted as a whole, with what decrypts it */
export function refuseEncrypted(path: string, bytes: Buffer): void {
  const found = WHOLE.find(({ begins }) => begins.test(bytes.subarray(0, 100).toString('latin1')));
  if (found === undefined) return;
  const { by, print } = found;
  const fix =
    print === undefined
      ? 'Run `git-crypt unlock` in its repository, then the same command again.'
      : `Name what it has in it instead: \`<(${print(path)})\`, as bash and zsh write it.`;
  throw new UserError(`${path} is encrypted with ${by}`, { fix, exitCode: 2 });
}

/**
 * SOPS encrypts the values and leaves the keys as they are, so that such a file can be read: its secrets are secrets to set.
 * What it notes of its own, below `sops`, is none of the values.
 */
export function withoutSops(found: ValuesSource, { name, documents }: YamlFile): ValuesSource {
  if (!documents.some(({ data }) => isMapping(data) && isMapping(data.sops) && 'mac' in data.sops)) return found;
  const { sops: _, ...values } = found.values;
  const text = `${name} is encrypted with SOPS: to have its values, import \`<(sops decrypt ${name})\` in its place`;
  return { ...found, values, remarks: [{ kind: 'decide', keys: [], text }, ...found.remarks] };
}
