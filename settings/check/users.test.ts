import { expect, test } from '@jest/globals';
import { HASH } from '../testing.ts';
import { checkUsers } from './users.ts';

const user = { password: HASH, admin: true, groups: [], disabled: false };

test('two names that Kubernetes could not tell apart are refused', () => {
  // A real collision of the eight hexadecimal digits that KubeSpawner keeps.
  expect(checkUsers({ '+)*)!': user, '*%%;$': user })).toEqual([
    {
      path: ['users', '*%%;$'],
      atKey: true,
      message: '"*%%;$" and "+)*)!" would share one home: both become "x---d04275f8" in Kubernetes',
      fix: 'rename one of them',
    },
  ]);
});

test('a name that is lower case only in another Unicode form is refused', () => {
  expect(checkUsers({ 'e\u0301ve': user }).map((it) => it.fix)).toEqual(['write "éve"']);
});

test.each(['.', '..', '%2e%2E', '\uff0e\uff0e', '..%2fhub'])(
  '%j, whose address is another page, is refused',
  (name) => {
    expect(checkUsers({ [name]: user })).toContainEqual({
      path: ['users', name],
      atKey: true,
      message: `"${name}" cannot be a user name: as part of a URL it leads to another page`,
      fix: 'choose another',
    });
  },
);
