import { expect, it } from '@jest/globals';
import { dockerfileArgs, dockerfileInstructions, dockerfileLabels } from './dockerfile.ts';

it('reads the default of the base', () => {
  expect(dockerfileArgs('ARG BASE=quay.io/a/b:1@sha256:00\nFROM $BASE\n').base).toBe('quay.io/a/b:1@sha256:00');
  expect(dockerfileArgs('# ARG BASE=no\r\n  arg BASE="a:1"\r\nFROM a\r\n').base).toBe('a:1');
});

it('has no default where there is none, or only one for a later stage', () => {
  expect(dockerfileArgs('ARG BASE\nFROM $BASE').base).toBeUndefined();
  expect(dockerfileArgs('FROM a\nARG BASE=b\n').base).toBeUndefined();
  expect(dockerfileArgs('').base).toBeUndefined();
});

it('lists the images that stages begin from, without arguments, earlier stages and none', () => {
  const text = `ARG BASE=a:1
FROM --platform=linux/amd64 golang:1.24 AS build
from alpine as more
FROM build
FROM $BASE
FROM python:\${VERSION}
FROM scratch
RUN echo FROM no
`;
  expect(dockerfileArgs(text).from).toEqual(['golang:1.24', 'alpine']);
});

it('lists every argument, wherever it stands', () => {
  const { declared } = dockerfileArgs(
    'ARG BASE=a\nFROM $BASE\nARG EDITOR=nano LANG="C UTF"\nARG EMPTY=\nRUN echo ARG NO\n',
  );
  expect([...declared]).toEqual(['BASE', 'EDITOR', 'LANG', 'EMPTY']);
});

it('reads instructions over several lines, without comments between them', () => {
  const text = `FROM \\
  # the base
  a:1 \\

  AS b
run <<EOF
FROM no
ARG NO
EOF
RUN <<"END" cat
LABEL no=no
END
RUN a << b
RUN echo \\`;
  expect(dockerfileArgs(text)).toEqual({ declared: new Set(), base: undefined, from: ['a:1'] });
  expect([...dockerfileInstructions(text)].map(({ line, name }) => `${line} ${name}`)).toEqual([
    '1 FROM',
    '6 RUN',
    '10 RUN',
    '13 RUN',
    '14 RUN',
  ]);
});

it.each([
  ['LABEL a=b', { a: 'b' }],
  ['label a="b c" \\\n  d=\'e "f"\' g=h\\ i', { a: 'b c', d: 'e "f"', g: 'h i' }],
  ['LABEL "a.b"="c=d" e=""', { 'a.b': 'c=d', e: '' }],
  ['LABEL a="b \\"c\\" costs \\$5"', { a: 'b "c" costs $5' }],
  ['LABEL a b  c', { a: 'b  c' }],
  ['LABEL a="one \\\ntwo"', { a: 'one two' }],
  ['LABEL a=b\nLABEL a=c', { a: 'c' }],
  ['LABEL a=b c=$VERSION\nLABEL a="$X" d=\'$5\'', { d: '$5' }],
  ['LABEL a=b\nFROM x\nLABEL c=d', { c: 'd' }],
  ['FROM x AS first\nLABEL a=b\nFROM y\nFROM first\nLABEL c=d', { a: 'b', c: 'd' }],
  ['RUN <<EOF\nLABEL a=b\nEOF', {}],
  ['# LABEL a=b\nLABEL', {}],
  ['', {}],
])('%j has the labels %j', (text, labels) => {
  expect(Object.fromEntries(dockerfileLabels(`FROM x\n${text}`))).toEqual(labels);
});
