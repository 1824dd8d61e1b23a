import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { escapeXml } from '../lib/escape-xml.ts';
import { redaction } from './redact.ts';

test('passwords, also as they stand in an address, the longest first', () => {
  const redact = redaction([
    { name: 'a', password: 'p&ss' },
    { name: 'b', password: 'p&ss word' },
  ]);
  expect(redact('p&ss word, p&ss; ?x=p%26ss%20word')).toBe('(removed), (removed); ?x=(removed)');
});

/** How programs write a text. */
const WRITINGS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in an address': encodeURIComponent,
  'in an address, small digits': (text) => encodeURIComponent(text).replaceAll(/%../g, (it) => it.toLowerCase()),
  'in an address in an address': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in a form': (text) => new URLSearchParams({ password: text }).toString().slice('password='.length),
  'in a form in an address': (text) => encodeURIComponent(new URLSearchParams({ p: text }).toString().slice(2)),
  'in JSON': (text) => JSON.stringify(text),
  'in JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'in JSON of Python': (text) =>
    JSON.stringify(text).replaceAll(/[^ -~]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in HTML': escapeXml,
  'in HTML in HTML': (text) => escapeXml(escapeXml(text)),
  'in HTML, by numbers': (text) => [...text].map((it) => `&#x${it.codePointAt(0)?.toString(16)};`).join(''),
  'in a shell': (text) => `'${text.replaceAll("'", "'\\''")}'`,
  'in YAML': (text) => `'${text.replaceAll("'", "''")}'`,
  'in JavaScript': (text) => inspect(text),
  'in bytes of Python': (text) =>
    [...Buffer.from(text)].map((it) => (it < 128 ? String.fromCharCode(it) : `\\x${it.toString(16)}`)).join(''),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 of addresses': (text) => Buffer.from(text).toString('base64url'),
  'in base64 after a name': (text) => Buffer.from(`eve:${text}`).toString('base64'),
  'in base64 within more': (text) => Buffer.from(`{"password":"${text}"}`).toString('base64'),
  'in hex': (text) => Buffer.from(text).toString('hex').toUpperCase(),
};

test.each(Object.entries(WRITINGS))('a password %s is removed', (_kind, write) => {
  const passwords = [
    'correct horse',
    'a&b<c>"d\'e',
    'sl/ash\\back=plus+50%',
    'Grüße 🎉 été',
    '$(x).*[y]{2}^|?',
    'pässwörd~!',
  ];
  for (const password of passwords) {
    const redacted = redaction([{ name: 'eve', password }])(`before ${write(password)} after`);
    expect(redacted).toMatch(/^before \S*\(removed\)\S* after$/);
    // Of what is in base64 at most the bits of what is around it are left.
    expect(redacted.length).toBeLessThan('before (removed) after'.length + (write(password).startsWith('ey') ? 24 : 9));
  }
});

test('a password that is a name stays, since hiding it would show it', () => {
  expect(redaction([{ name: 'user1', password: 'user1' }])('user1 logs in')).toBe('user1 logs in');
});

test('tokens in addresses, in addresses within addresses, and in headers', () => {
  const redact = redaction([]);
  expect(redact('http://h/lab?token=abc&x=1')).toBe('http://h/lab?token=(removed)&x=1');
  expect(redact('http://h/?preview=a-b_c')).toBe('http://h/?preview=(removed)');
  expect(redact('/hub/login?next=%2Fauth%3Fstate%3Dab-c%26x&_xsrf=2|ab')).toBe(
    '/hub/login?next=%2Fauth%3Fstate%3D(removed)%26x&_xsrf=(removed)',
  );
  expect(redact('/a?next=%252Fb%253Fcode%253Dabc%2526')).toBe('/a?next=%252Fb%253Fcode%253D(removed)%2526');
  expect(redact('Authorization: token abc')).toBe('Authorization: token (removed)');
});

test('words that only look alike stay', () => {
  const text = 'http://h/hub/token?zipcode=12&response_type=code';
  expect(redaction([])(text)).toBe(text);
});
