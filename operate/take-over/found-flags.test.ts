import { expect, test } from '@jest/globals';
import { parseNodeArgs, variablesIn } from './found-flags.ts';

test.each([
  [['server'], {}],
  [['server', '--cluster-init', '--disable', 'traefik'], { 'cluster-init': ['true'], disable: ['traefik'] }],
  [['server', '--cluster-init', 'true'], { 'cluster-init': ['true'] }],
  [['agent', '-s', 'https://a:6443', '-t', '********'], { server: ['https://a:6443'], token: ['********'] }],
  [['agent', '--kubelet-arg', '-v=2', '--kubelet-arg', 'a=b'], { 'kubelet-arg': ['-v=2', 'a=b'] }],
  // Of a file, then of the command line.
  [['server', '--tls-san', 'a', '--tls-san', 'b', '--debug'], { 'tls-san': ['a', 'b'], debug: ['true'] }],
])('%j is read as k3s has noted it', (words, flags) => {
  expect(Object.fromEntries(parseNodeArgs(JSON.stringify(words)) ?? [])).toEqual(flags);
});

test.each(['', '{}', '["server", 1]', '["server"'])('%j is no note', (text) => {
  expect(parseNodeArgs(text)).toBeUndefined();
});

test.each([
  ['{"K3S_TOKEN":"********","K3S_URL":"https://a:6443"}', { K3S_TOKEN: '********', K3S_URL: 'https://a:6443' }],
  ['{}', {}],
  ['', {}],
  ['["K3S_TOKEN"]', {}],
])('the variables in %j are %j', (annotation, variables) => {
  expect(variablesIn(annotation)).toEqual(variables);
});
