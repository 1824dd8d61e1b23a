import { expect, test } from '@jest/globals';
import { complaints, HASH, load, MINIMAL } from '../testing.ts';

const [image] = MINIMAL.images;
const [size] = MINIMAL.sizes;

/** Every setting that names groups, as settings that name one in it. */
const PLACES: Readonly<Record<string, (group: string) => object>> = {
  'images[1].groups[0]': (group) => ({ images: [image, { ...image, name: 'other', groups: [group] }] }),
  'sizes[1].groups[0]': (group) => ({ sizes: [size, { ...size, name: 'other', groups: [group] }] }),
  'storage.shared[0].groups[0]': (group) => ({
    storage: { shared: [{ name: 'data', claim: 'data', groups: [group] }] },
  }),
  'announcement.groups[0]': (group) => ({ announcement: { text: 'Hello', groups: [group] } }),
  'hub.roles[0].groups[0]': (group) => ({
    hub: { roles: [{ name: 'readers', scopes: ['list:users'], groups: [group] }] },
  }),
  'hub.culling.except.groups[0]': (group) => ({ hub: { culling: { except: { groups: [group] } } } }),
};
const USERS = { users: { ada: { password: HASH, admin: true, groups: ['staff'] } } };
const NATIVE = { auth: { type: 'native', adminUsers: ['ada'] } };
const GITLAB = { auth: { type: 'gitlab', clientId: 'a', clientSecret: { env: 'A' }, allowAll: true } };

/** Every error, and the warnings at the place. */
function found(place: string, settings: object, users: object = USERS): string[] {
  const options = { env: { A: 'x' } };
  const errors = complaints(() => load(settings, users, options));
  if (errors.length > 0) return errors;
  return load(settings, users, options)
    .warnings.filter(
      (it) => it.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('') === `.${place}`,
    )
    .map(({ message, fix }) => `${message}; ${fix}`);
}

test.each(Object.entries(PLACES))('%s', (place, naming) => {
  expect(found(place, naming('staff'))).toEqual([]);
  expect(found(place, naming('staf'))).toEqual([
    expect.stringMatching(/: no user is in the group "staf"; did you mean "staff"\?$/),
  ]);
  expect(found(place, { ...NATIVE, ...naming('staff') }, { users: {} })).toEqual([
    '`auth.type: native` puts nobody into the group "staff"; add its members on the hub\'s admin page',
  ]);
  expect(found(place, { ...GITLAB, ...naming('staff') }, { users: {} })).toEqual([]);
});
