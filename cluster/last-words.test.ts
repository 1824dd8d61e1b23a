import { expect, test } from '@jest/globals';
import { lastWords, logOrNone } from './last-words.ts';

const HEAD = [
  'Loading /usr/local/etc/jupyterhub/secret/values.yaml',
  'Loading extra config: hubwright',
  'Loading extra config: mine',
];
const trace = (...frames: readonly string[]) => [
  'Traceback (most recent call last):',
  ...frames.map((it) => `  ${it}`),
];

test('the last traceback, to the line that says what it is, and the part of the settings that it comes from', () => {
  const log = [
    ...HEAD,
    '[C 2026-11-26 04:00:00.000 JupyterHub application:114] Exception while loading config file',
    '    Traceback (most recent call last):',
    '      File "/usr/local/etc/jupyterhub/jupyterhub_config.py", line 542, in <module>',
    '        exec(config_py)',
    '      File "<string>", line 1, in <module>',
    "    NameError: name 'foo' is not defined",
    '    ',
  ];
  expect(lastWords(log.join('\n'))).toEqual([
    'Loading extra config: mine',
    '    Traceback (most recent call last):',
    '      File "/usr/local/etc/jupyterhub/jupyterhub_config.py", line 542, in <module>',
    '        exec(config_py)',
    '      File "<string>", line 1, in <module>',
    "    NameError: name 'foo' is not defined",
  ]);
});

test('what follows it is left out, and of several the last one counts', () => {
  const log = [...trace('old'), 'ValueError: old', ...trace('new'), 'KeyError: new', '[I] going down'];
  expect(lastWords(log.join('\n'))).toEqual(['Traceback (most recent call last):', '  new', 'KeyError: new']);
});

test('a log without one: its last lines', () => {
  const log = Array.from({ length: 50 }, (_, i) => `line ${i}`);
  expect(lastWords(`${log.join('\r\n')}\n\n`)).toEqual(log.slice(-12));
  expect(lastWords('')).toEqual([]);
});

test('commands that a shell prints before it runs them are no words', () => {
  expect(lastWords('+ helm install traefik\n++ echo\nInstalling helm chart\nError: no\n+ exit 1\n')).toEqual([
    'Installing helm chart',
    'Error: no',
  ]);
});

test('it is bounded, and keeps what was raised', () => {
  const log = [
    ...HEAD,
    ...trace(...Array.from({ length: 500 }, (_, i) => `frame ${i}`)),
    `RuntimeError: ${'x'.repeat(9999)}`,
  ];
  const words = lastWords(log.join('\n'));
  expect(words).toHaveLength(12);
  expect(words.at(-1)).toBe(`${`RuntimeError: ${'x'.repeat(9999)}`.slice(0, 299)}…`);
});

test.each([
  ["c.OAuthenticator.client_secret = 'sesame-9f'", 'sesame-9f'],
  ['sqlalchemy.exc.OperationalError: postgresql://hub:hunter2@db:5432/hub', 'hunter2'],
  [`bad cookie secret ${'0f'.repeat(32)}`, '0f0f'],
])('no secret: %s', (line, secret) => {
  const words = lastWords([...trace(line), `ValueError: ${line}`].join('\n')).join('\n');
  expect(words).not.toContain(secret);
  expect(words).toContain('(secret)');
});

test('what the kubelet says in place of a log that it has just removed is no log', () => {
  expect(logOrNone(`unable to retrieve container logs for containerd://${'0a'.repeat(32)}`)).toBe('');
  expect(logOrNone('Traceback: unable to retrieve container logs for x\n')).toContain('Traceback');
});
