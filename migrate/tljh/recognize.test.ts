import { expect, test } from '@jest/globals';
import { isTljh } from './recognize.ts';

test.each([
  ['old keys of the chart', { auth: { type: 'github', github: { clientId: 'a' } } }],
  ['the chart, with keys of another', { singleuser: { image: { name: 'a', tag: '1' } }, limits: { memory: '1Gi' } }],
  ['the chart below a name', { jupyterhub: { hub: { baseUrl: '/' } }, users: { admin: ['a'] }, base_url: '/a' }],
])('%s are no config of TLJH', (_, values) => {
  expect(isTljh(values)).toBe(false);
});
