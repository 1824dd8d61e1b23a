import { expect, test } from '@jest/globals';
import { HASH, load } from '../settings/testing.ts';
import { EXAMPLE_HASHES } from './example-passwords.ts';
import { weakPoints } from './weak-points.ts';

const [example = ''] = EXAMPLE_HASHES;
const NONE = { ada: { password: HASH, admin: true } };
const SAFE = { tls: { type: 'selfSigned' }, image: 'acme/hub:1' };
const points = (hub: object, users: object = NONE) => weakPoints(load({ hub }, { users }).platform);

test('each is one line, with what to do', () => {
  expect(points({}, { ...NONE, bob: { password: example }, eve: { password: example } })).toEqual([
    'users.yaml: bob, eve can log in with the public password of the example: change it with `npx hubwright user passwd bob`',
    'platform.yaml: hub.tls.type is "none": passwords cross the network in the clear: set selfSigned, secret, letsEncrypt or certManager, or external if a proxy in front has the certificate',
    'platform.yaml: hub: JupyterHub 5.5.0 lacks 9 security fixes, which `npx hubwright doctor` lists: set hub.build to image/hub, whose JupyterHub has them',
  ]);
});

test('of many users the first are named', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`user${i}`, { password: example }]));
  expect(points(SAFE, { ...NONE, ...many })).toEqual([
    expect.stringMatching(/^users\.yaml: user0, .*, user9 and 20 more can log in/),
  ]);
});

test('settings without any, and a user who may not log in', () => {
  expect(points(SAFE, { ...NONE, bob: { password: example, disabled: true } })).toEqual([]);
});
