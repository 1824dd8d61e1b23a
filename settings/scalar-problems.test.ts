import { expect, test } from '@jest/globals';
import { TRICKY } from '../system/yaml-testing.ts';
import { SourceFile } from './source-file.ts';
import { complaints, HASH, load } from './testing.ts';

const messagesIn = (text: string) => new SourceFile('platform.yaml', text).problems.map((it) => it.message);

test.each([
  [
    '0755',
    '0755 is 493 for Kubernetes and 755 for others: write 493 for the octal number, or "0755" in quotes for text',
  ],
  [
    '-017',
    '-017 is -15 for Kubernetes and -17 for others: write -15 for the octal number, or "-017" in quotes for text',
  ],
  ['0089', '0089 is 89 or text, depending on the reader: write 89, or "0089" in quotes'],
  ['1_000', '1_000 is 1000 for Helm and text for others: write 1000, or "1_000" in quotes'],
  ['12_34_5678', '12_34_5678 is 12345678 for Helm and text for others: write 12345678, or "12_34_5678" in quotes'],
  ['0b11', '0b11 is 3 for Helm and text for others: write 3, or "0b11" in quotes'],
  ['-0xF_F', '-0xF_F is -255 for Helm and text for others: write -255, or "-0xF_F" in quotes'],
  ['.inf', '.inf is not a number that a chart can have: write one, or ".inf" in quotes'],
  ['1e999', '1e999 is not a number that a chart can have: write one, or "1e999" in quotes'],
  [
    '123456789012345678901',
    '123456789012345678901 has more digits than a number can hold: write "123456789012345678901" in quotes',
  ],
])('a number that is not the same to all: %s', (source, message) => {
  expect(messagesIn(`hub: { values: { a: [${source}] } }`)).toEqual([message]);
  expect(messagesIn(`a: "${source}"\nb: '${source}'\nc: |\n  ${source}\n`)).toEqual([]);
});

test.each([
  '0',
  '007',
  '0o644',
  '0x1F',
  '1e3',
  '.5',
  '+1',
  '-0.5',
  '1:30',
  '22:22',
  '2001-01-01',
  '4.4.0',
  '1.10',
  'yes',
  'on',
  '_1_0',
  '10m',
])('what all read alike, or what is text wherever it counts, is let be: %s', (source) =>
  expect(messagesIn(`a: ${source}`)).toEqual([]),
);

test.each([
  ['0012345', 'YAML reads this key as the number 12345: write "0012345" in quotes'],
  ['1e5', 'YAML reads this key as the number 100000: write "1e5" in quotes'],
  ['1.0', 'YAML reads this key as the number 1: write "1.0" in quotes'],
  ['0x1F', 'YAML reads this key as the number 31: write "0x1F" in quotes'],
  ['.nan', 'YAML reads this key as the number NaN: write ".nan" in quotes'],
  ['1_000', '1_000 is 1000 for Helm and text for others: write 1000, or "1_000" in quotes'],
  ['true', 'true means a boolean in YAML: write "true" in quotes'],
  ['False', 'False means a boolean in YAML: write "False" in quotes'],
  ['~', '~ means no value in YAML: write "~" in quotes'],
  ['null', 'null means no value in YAML: write "null" in quotes'],
  ['"__proto__"', 'this cannot be a key'],
])('a key that would be another name: %s', (key, message) => {
  const found = [`users:\n  ${key}: {}\n`, `users: {a: 1, ${key}: 2}`, `a:\n  - b: { ${key}: 1 }\n`].flatMap(
    messagesIn,
  );
  expect(found).toEqual([message, message, message]);
});

test('every user has the name that is written, or is refused', () => {
  const names = [...TRICKY, '2021001', '0012345', 'True', 'constructor', 'tostring', 'hasownproperty', 'valueof'];
  const wrong = names.flatMap((name) => {
    const isPlain = !/[\n\r]|^#/.test(name) && name === name.trim();
    return [...(isPlain ? [name] : []), JSON.stringify(name)].flatMap((key) => {
      const text = `users:\n  ada: { password: "${HASH}", admin: true }\n  ${key}: { password: "${HASH}" }\n`;
      const messages = complaints(() => {
        const { users } = load({}, text).platform;
        if (!Object.hasOwn(users, name)) throw new Error(`${key} became ${Object.keys(users)[1]}`);
      });
      return messages.filter((it) => it.includes(' became '));
    });
  });
  expect(wrong).toEqual([]);
});
