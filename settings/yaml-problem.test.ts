import { expect, test } from '@jest/globals';
import { formatLocated } from '../system/problem.ts';
import { SourceFile } from './source-file.ts';

/** What is said of a text, what is wrong and what reads differently, as `line:column message`. */
function problemsIn(text: string): string[] {
  const file = new SourceFile('platform.yaml', text);
  return [
    ...file.syntaxProblems.map((it) => formatLocated(it).replace(/^platform.yaml:(\d+:\d+):/, '$1')),
    ...file.problems.map((it) => {
      const { line, column } = file.locate(it);
      return `${line}:${column} ${it.message}`;
    }),
  ];
}

test.each([
  // Indentation
  ['a: 1\nhub:\n\tb: 1\n\tc: 2\n', '3:1 a tab in the indentation; indent with spaces'],
  ['hub:\n  \tb: 1\n', '2:3 a tab in the indentation; indent with spaces'],
  ['hub:\n  a: 1\n b: 2\n', '3:2 wrong indentation; align this line with the entries it belongs to'],
  [
    'hub:\n  a: x y\n   b: 2\n',
    '3:4 wrong indentation: the key above already has the value "x y"; align this line with that key',
  ],
  ['a: b\n  c: d\n', '2:3 wrong indentation: the key above already has the value "b"; align this line with that key'],
  ['a:\n  - b\n  c: 1\n', '3:3 wrong indentation; align this line with the entries it belongs to'],
  ['a:\n  - b: 1\n   c: 2\n', '3:4 wrong indentation; align this line with the entries it belongs to'],
  // Text that needs quotes
  [
    'hub:\n  title: a: b\n',
    '2:10 ": " begins another mapping here; put the text in quotes: "a: b", or start the mapping on a new line',
  ],
  [
    'cluster: provider: local\n',
    '1:10 ": " begins another mapping here; put the text in quotes: "provider: local", or start the mapping on a new line',
  ],
  [
    'a: {b: c: d}\n',
    '1:8 ": " begins another mapping here; put the text in quotes: "c: d", or start the mapping on a new line',
  ],
  ['a: @x # y\n', '1:4 text cannot begin with "@"; put the text in quotes: "@x"'],
  ['a: %x\n', '1:4 text cannot begin with "%"; put the text in quotes: "%x"'],
  ['a: `x`\n', '1:4 text cannot begin with "`"; put the text in quotes: "`x`"'],
  ['a: &\n', '1:4 text cannot begin with "&"; put the text in quotes: "&"'],
  [
    'a: *.example.com\n',
    '1:4 "*.example.com" refers to an anchor that is not defined before it; put text that begins with "*" in quotes',
  ],
  ['a: &a\n  b: *a\n', '2:6 "*a" refers to a value that it is in itself; write the values out'],
  ['a: !ENV x\n', '1:4 YAML tags such as "!ENV" are not supported; put text that begins with "!" in quotes'],
  ['a: {{ .Values.x }}\n', '1:5 a mapping or a list cannot be a key; put text with "{{ }}" or "[ ]" in quotes'],
  ['%x: 1\n', '1:1 a line that begins with "%" is a YAML directive; remove it, or put the text in quotes'],
  [
    '%YAML 1.1\n---\na: yes\n',
    '1:1 a line that begins with "%" is a YAML directive; remove it, or put the text in quotes',
  ],
  // Quotes and brackets
  ['a: 1\nb: "c\nd: 1\n', '2:4 this quote is never closed; close it at the end of the text'],
  ["b: 'c\nd: 1\n", '1:4 this quote is never closed; close it at the end of the text'],
  ["a: 'it's'\n", "1:8 text after a closing quote; put the whole text in quotes, and write a quote inside it as ''"],
  ['a: "b" c\n', '1:8 text after a closing quote; put the whole text in quotes, and write a quote inside it as \\"'],
  ['a: "C:\\path"\n', '1:7 "\\" begins an escape in double quotes; write "\\\\", or put the text in single quotes'],
  ['a: “x: y”\n', '1:4 typographic quotes are not quotes in YAML; write straight ones: "…"'],
  ['“a”: 1\n', '1:1 typographic quotes are not quotes in YAML; write "a"'],
  ['a: [1, 2\nb: 3\n', '1:4 this "[" is not closed by a "]" that is indented; add one, or indent it'],
  ['x: 1\na: {x: 1\nb: 3\n', '2:4 this "{" is not closed by a "}" that is indented; add one, or indent it'],
  ['a: ]\n', '1:4 "]" closes nothing; remove it, or put the text in quotes'],
  ['a: [1,,2]\n', '1:7 a comma with nothing before it; remove it'],
  ['{"a": 1\n "b": 2}\n', '1:7 missing comma after this entry; add one'],
  // Keys and colons
  ['hub:\n  a:1\n  b: 2\n', '2:3 missing space after the colon; write "a: 1"'],
  ['a: 1\nb\nc: 2\n', '2:1 "b" has no value; write it as "key: value", or check its indentation'],
  ['hub:\n  a: 1\nhub:\n  b: 1\n', '3:1 duplicate key; keep one of them'],
  ['hub: { a: 1, "a": 2 }\n', '1:14 duplicate key; keep one of them'],
  ['hub:\n  - a: 1\n    b: 2\n    a: 3\n', '4:5 duplicate key; keep one of them'],
  ['a: &x { b: 1, b: 1 }\nc: *x\n', '1:15 duplicate key; keep one of them'],
  ['// no\na: 1\n', '1:1 a comment starts with "#", not "//"'],
  ['a: | x\n  y\n', '1:6 text after the "|" or ">" that begins a block; write it on the next line, indented'],
  [
    'x: &a { b: 1 }\nc:\n  <<: *a\n',
    '3:3 YAML merge keys ("<<") are not supported; write the keys out, or use an alias for a whole value',
  ],
  // Characters
  ['hub:\n\u00a0\u00a0a: 1\n', '2:1 the space U+00A0 is not a space in YAML; write an ordinary one'],
  ['a:\u00a01\nb: 2\n', '1:3 the space U+00A0 is not a space in YAML; write an ordinary one'],
  ['a:\u20091\n', '1:1 the space U+2009 is not a space in YAML; write an ordinary one'],
  ['\u200ba: 1\n', '1:1 the space U+200B is not a space in YAML; write an ordinary one'],
  ['a: 4\n\f\nb: 2\n', '2:1 the control character U+000C; remove it'],
  ['a: 1\0\n', '1:5 the control character U+0000; remove it'],
  ['a: 1\rb: 2\r', '1:5 a line that ends with only a carriage return; save the file with Unix line endings (LF)'],
  // The file as a whole
  ['a: 1\n---\nb: 2\n', '2:1 expected one YAML document, found a second one after "---"'],
  ['<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n', "1:1 a merge conflict; keep one side, and remove git's markers"],
])('%j', (text, message) => {
  expect(problemsIn(text)).toEqual([message]);
});

test.each([
  'a: 1\r\nb: [1,\r\n  2]\r\n',
  'title: 10\u00a0000 € “für” alle\n',
  'a: "no\u00a0break: @x"\n# a\u00a0comment: [\n',
  'a: |\n  %x: @y\n  \tb: “c”\n',
  'a: http://x:1/#y\nb: -c\nd: "%"\ne: \'*\'\n',
  '---\na: 1\n',
])('%j is valid', (text) => expect(problemsIn(text)).toEqual([]));
