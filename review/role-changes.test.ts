import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { roleChanges } from './role-changes.ts';

const platform = (hub: object) => load({ hub }, undefined, { secrets: 'mask' }).platform;
const wordsOf = (before: object, after: object) =>
  roleChanges(platform(before), platform(after)).map(
    ({ topic, text, caution }) => `${caution ? '!' : '-'} ${topic}: ${text}`,
  );
const board = { name: 'board', url: 'http://grafana:3000' };
const services = (...given: object[]) => ({ services: given });
const readers = { name: 'readers', scopes: ['list:users'], users: ['ada'] };
const roles = (...given: object[]) => ({ roles: given });

test.each<[object, object, string]>([
  [{}, services(board), '- Access: New service board at /services/board/, from http://grafana:3000.'],
  [
    {},
    services({ name: 'board', admin: true }),
    '! Access: New service board without pages. It may do whatever administrators may.',
  ],
  [
    {},
    services({ name: 'board', url: 'http://hub:9000', command: ['a'] }),
    '- Access: New service board at /services/board/, from http://hub:9000, run by the hub.',
  ],
  [services(board), {}, '! Access: Service board is removed: its token stops working, and /services/board/.'],
  [services({ name: 'board', admin: true }), {}, '! Access: Service board is removed: its token stops working.'],
  [
    services(board),
    services({ ...board, url: 'http://b:1', oauthNoConfirm: true, apiToken: { env: 'TOKEN' } }),
    '- Access: Service board: url http://grafana:3000 → http://b:1; oauthNoConfirm false → true; its token comes from the environment variable TOKEN (was the chart).',
  ],
  [services(board), services({ ...board, admin: true }), '! Access: Service board: admin false → true.'],
  [
    services({ name: 'board', command: ['a', 'b'], environment: { A: '1' } }),
    services({ name: 'board', command: ['a'], environment: { A: { env: 'X' } } }),
    '- Access: Service board: command a b → a. The variable A is a secret, the environment variable X (was "1").',
  ],
  [{}, roles(readers), '- Access: New role readers for user ada: list:users.'],
  [
    {},
    roles({ name: 'user', scopes: ['self', 'shares!user'] }),
    '- Access: New role user for every user: self, shares!user.',
  ],
  [
    services({ name: 'a', admin: true }, { name: 'b', admin: true }),
    {
      ...services({ name: 'a', admin: true }, { name: 'b', admin: true }),
      ...roles({ ...readers, scopes: ['admin:users'], services: ['a', 'b'] }),
    },
    '! Access: New role readers for user ada and services a, b: admin:users.',
  ],
  [roles(readers), {}, '! Access: Role readers is removed: user ada can no longer use list:users.'],
  [
    roles(readers),
    roles({
      ...readers,
      description: 'All',
      scopes: ['list:groups'],
      users: [],
      services: ['jupyterhub-idle-culler'],
    }),
    '- Access: Role readers: scopes +list:groups -list:users; users -ada; services +jupyterhub-idle-culler; description not set → All.',
  ],
  [
    roles(readers),
    roles({ ...readers, scopes: ['list:users', 'shutdown'] }),
    '! Access: Role readers: scopes +shutdown.',
  ],
])('%j → %j', (before, after, text) => expect(wordsOf(before, after)).toEqual([text]));

test('what is the default anyway is no change', () => {
  expect(
    wordsOf(
      { ...services(board), ...roles(readers) },
      { ...services({ ...board, display: true }), ...roles({ ...readers, groups: [] }) },
    ),
  ).toEqual([]);
});
