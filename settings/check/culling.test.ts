import { expect, test } from '@jest/globals';
import { chartValues } from '../../lib/chart-values.ts';
import { complaints, HASH, load } from '../testing.ts';

const USERS = { users: { ada: { password: HASH, admin: true, groups: ['long-runs'] } } };
const hubOf = (except: object, others: object = {}) => ({ hub: { culling: { except, ...others } } });
const found = (settings: object) => complaints(() => load(settings, USERS));
const neverCulled = (settings: object) => {
  const custom = chartValues(load(settings, USERS).platform).custom as { hubwright: Record<string, unknown> };
  return custom.hubwright.neverCulled;
};

test.each<[object, string]>([
  [{ users: ['adda'] }, 'hub.culling.except.users[0]: there is no user "adda"; did you mean "ada"?'],
  [
    { groups: ['long-run'] },
    'hub.culling.except.groups[0]: no user is in the group "long-run"; did you mean "long-runs"?',
  ],
  [{ group: ['long-runs'] }, 'hub.culling.except.group: unknown key; did you mean "groups"?'],
])('%j', (except, message) => expect(found(hubOf(except))).toEqual([expect.stringContaining(message)]));

test('without culling it says nothing', () => {
  const { warnings } = load(hubOf({ users: ['ada'] }, { enabled: false }), USERS);
  expect(warnings.map(({ message, fix }) => `${message}; ${fix}`)).toContain(
    'set, but no server is stopped for being idle: hub.culling.enabled is false; remove it, or set hub.culling.enabled: true',
  );
});

test.each<[object, unknown]>([
  [{}, undefined],
  [hubOf({ users: ['Ada'] }), { users: ['ada'], groups: [] }],
  [hubOf({ groups: ['long-runs'] }), { users: [], groups: ['long-runs'] }],
  [
    { auth: { type: 'native', adminUsers: ['ada'] }, ...hubOf({ users: ['zoe'], groups: ['staff'] }) },
    { users: ['zoe'], groups: ['staff'] },
  ],
])('%j: the hub is told whom the culler must not see: %j', (settings, value) =>
  expect(neverCulled(settings)).toEqual(value),
);
