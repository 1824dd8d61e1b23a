import { expect, test } from '@jest/globals';
import { isFloating, parseReference, pullPolicy, splitReference, withTag } from './image-reference.ts';

const hex = (length: number) => 'a'.repeat(length);

// As ParseNormalizedNamed of github.com/distribution/reference v0.6.0 answers.
test.each([
  ['ubuntu', 'ubuntu:latest', true],
  ['jupyter/scipy-notebook:latest', 'jupyter/scipy-notebook:latest', true],
  ['quay.io/jupyter/minimal-notebook:2026-08-10', 'quay.io/jupyter/minimal-notebook:2026-08-10', false],
  ['localhost:5000/x', 'localhost:5000/x:latest', true],
  ['localhost:5000/x:1', 'localhost:5000/x:1', false],
  ['registry:5000/hub/x:v1.2_3-4', 'registry:5000/hub/x:v1.2_3-4', false],
  ['[fd00::5]:5000/x:1', '[fd00::5]:5000/x:1', false],
  ['Registry.example.com/x:1', 'Registry.example.com/x:1', false],
  ['Foo/x', 'Foo/x:latest', true],
  ['a__b/c---d.e:1', 'a__b/c---d.e:1', false],
  [`x@sha256:${hex(64)}`, `x@sha256:${hex(64)}`, false],
  [`x:latest@sha256:${hex(64)}`, `x:latest@sha256:${hex(64)}`, false],
  [`x:1@sha512:${hex(128)}`, `x:1@sha512:${hex(128)}`, false],
])('%s is %s, and moves: %s', (reference, whole, moves) => {
  expect(parseReference(reference)).toBeDefined();
  expect(withTag(reference)).toBe(whole);
  expect(isFloating(reference)).toBe(moves);
  expect(pullPolicy(reference)).toBe(moves ? 'Always' : 'IfNotPresent');
  const { name, tag } = splitReference(reference);
  expect(`${name}:${tag}`).toBe(whole);
  expect(tag).not.toContain('/');
});

test.each([
  '',
  'foo/X:1',
  'http://a/b:1',
  'a//b:1',
  'a___b:1',
  'a/b-:1',
  'a-/c:1',
  'a.-b/c:1',
  'x:',
  'x:-1',
  'x:a b',
  'x@sha256:abc',
  `x:${hex(129)}`,
  `${hex(256)}:1`,
  'a/'.repeat(100_000),
  '-'.repeat(100_000),
])('%.30s is no reference', (text) => expect(parseReference(text)).toBeUndefined());
