import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type Loaded, type LoadOptions, loadPlatform } from './load.ts';

/** A hash of the password `secret`, at a cost that tests can pay. */
export const HASH = '$scrypt$ln=10,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$bG9uZyBlbm91Z2ggdG8gYmUgYSBoYXNoIG9mIHNjcnlwdA';

/** The least that a platform.yaml can say. */
export const MINIMAL = {
  cluster: { provider: 'local' },
  images: [{ name: 'minimal', image: 'quay.io/jupyter/minimal-notebook:2026-08-10' }],
  sizes: [{ name: 'small', cpu: { guarantee: '100m' }, memory: { guarantee: '512Mi' } }],
};

/** The least that a users.yaml can say without a warning. */
export const USERS = { users: { ada: { password: HASH, admin: true } } };

/** A folder with these files; a value that is not text or bytes is written as YAML. */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(
      join(folder, name),
      typeof content === 'string' || Buffer.isBuffer(content)
        ? content
        : stringify(content, { aliasDuplicateObjects: false }),
    );
  }
  return folder;
}

/** Loads {@link MINIMAL} with other top-level settings and other users. */
export function load(settings: object = {}, users: unknown = USERS, options: LoadOptions = {}): Loaded {
  const directory = folderWith({ 'platform.yaml': { ...MINIMAL, ...settings }, 'users.yaml': users });
  return loadPlatform({ env: {}, ...options, directory });
}

/** What loading says of these settings: one line a problem, without the name of the folder. */
export function complaints(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .map((line) => line.replace(/(?:\S*\/)?hubwright-test-\w+\//g, ''))
      .filter((line) => !line.endsWith('nothing was written'));
  }
  return [];
}
