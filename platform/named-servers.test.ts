import { expect, test } from '@jest/globals';
import { load } from '../settings/testing.ts';
import { allowsNamedServers, isNameOf6 } from './named-servers.ts';

test.each([
  ['gpu', true],
  ['a', true],
  ['my-2nd-gpu', true],
  [`a${'b'.repeat(29)}`, true],
  [`a${'b'.repeat(30)}`, false],
  ['', false],
  ['2nd', false],
  ['GPU', false],
  ['my gpu', false],
  ['a--b', false],
  ['-a', false],
  ['a-', false],
  ['ä', false],
  ['a\n', false],
])('the name %j in JupyterHub 6', (name, isTaken) => {
  expect(isNameOf6(name)).toBe(isTaken);
});

test.each([
  [{}, false],
  [{ hub: { allowNamedServers: true } }, true],
  [{ hub: { config: { JupyterHub: { allow_named_servers: true } } } }, true],
  [{ hub: { allowNamedServers: true, config: { JupyterHub: { allow_named_servers: false } } } }, false],
])('named servers by the values %j', (values, isAllowed) => {
  expect(allowsNamedServers(load({ hub: { values } }).platform)).toBe(isAllowed);
});

test.each([
  [{}, true],
  [{ hub: { allowNamedServers: false } }, false],
])('named servers by servers.namedServers and the values %j', (values, isAllowed) => {
  expect(allowsNamedServers(load({ servers: { namedServers: 2 }, hub: { values } }).platform)).toBe(isAllowed);
});
