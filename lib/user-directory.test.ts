import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HASH, load } from '../settings/testing.ts';
import { manifestsOf } from './testing.ts';
import { SHARDS, shardOf, UserDirectory } from './user-directory.ts';

const user = { password: HASH };
const shardsWith = (users: object) => manifestsOf(load({}, { users }).platform)['hubwright-users'] ?? [];

describe('the user directory', () => {
  test('has of a user what the authenticator reads, and no default', () => {
    const [secret] = shardsWith({ ada: { ...user, admin: true, groups: ['research'], disabled: true } });
    expect(JSON.parse(secret?.stringData['users.json'])).toEqual({
      ada: { hash: HASH, admin: true, groups: ['research'], disabled: true },
    });
    const [plain] = shardsWith({ ada: user });
    expect(JSON.parse(plain?.stringData['users.json'])).toEqual({ ada: { hash: HASH } });
  });

  test('changes one Secret when one user changes, whoever else there is', () => {
    const everyone = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`user${i}`, user]));
    const before = new Map(shardsWith(everyone).map((it) => [it.metadata.name, JSON.stringify(it)]));
    const after = new Map(
      shardsWith({ ...everyone, newcomer: user, user7: { ...user, admin: true } }).map((it) => [
        it.metadata.name,
        JSON.stringify(it),
      ]),
    );
    const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    expect(new Set(changed)).toEqual(
      new Set([shardOf('newcomer'), shardOf('user7')].map((shard) => `hubwright-users-${shard}`)),
    );
  });

  test('is mounted from every Secret that there can be, each optional', () => {
    fc.assert(fc.property(fc.string(), (name) => SHARDS.includes(shardOf(name) as '0')));
    const { sources } = UserDirectory.volume.projected;
    expect(sources.map((it) => it.secret.name)).toEqual(SHARDS.map((shard) => `hubwright-users-${shard}`));
    expect(sources.every((it) => it.secret.optional)).toBe(true);
    expect(new Set(sources.map((it) => it.secret.items[0]?.path)).size).toBe(16);
  });
});
