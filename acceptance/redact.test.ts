import { expect, test } from '@jest/globals';
import { redaction } from './redact.ts';

test('passwords, also as they stand in an address, the longest first', () => {
  const redact = redaction([
    { name: 'a', password: 'p&ss' },
    { name: 'b', password: 'p&ss word' },
  ]);
  expect(redact('p&ss word, p&ss; ?x=p%26ss%20word')).toBe('(removed), (removed); ?x=(removed)');
});

test('a password that is a name stays, since hiding it would show it', () => {
  expect(redaction([{ name: 'user1', password: 'user1' }])('user1 logs in')).toBe('user1 logs in');
});

test('tokens in addresses, in addresses within addresses, and in headers', () => {
  const redact = redaction([]);
  expect(redact('http://h/lab?token=abc&x=1')).toBe('http://h/lab?token=(removed)&x=1');
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
