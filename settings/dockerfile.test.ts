import { expect, it } from '@jest/globals';
import { dockerfileArgs } from './dockerfile.ts';

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
