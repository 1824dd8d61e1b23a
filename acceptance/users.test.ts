import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../system/user-error.ts';
import { parseUsers, readPasswords } from './users.ts';

describe('--users', () => {
  test('each of the sources, also names with "@" and "."', () => {
    expect(parseUsers(['a@x.org=env:PW', 'b.c=file:./pw=1:2', 'd=-', 'e'])).toEqual([
      { name: 'a@x.org', source: { kind: 'env', variable: 'PW' } },
      { name: 'b.c', source: { kind: 'file', path: './pw=1:2' } },
      { name: 'd', source: { kind: 'ask' } },
      { name: 'e', source: { kind: 'ask' } },
    ]);
  });

  test.each(['user1=hunter2', 'user1:hunter2', 'user1=hunter2:env', 'user1=env:hunter-2', 'user1='])(
    'what may be a password is refused and not repeated: %s',
    (word) => {
      const error = caught(() => parseUsers([word, 'user2=-']));
      expect(error.exitCode).toBe(2);
      expect(error.message).toMatch(/^--users, number 1: what follows user1[=:] is not a password source/);
      expect(error.message + error.fix).not.toContain('hunter');
      expect(error.fix).toContain('NAME=env:VARIABLE');
    },
  );

  test('all mistakes at once', () => {
    expect(caught(() => parseUsers(['=env:A', 'user1=env:A', 'user1=env:B'])).message.split('\n')).toEqual([
      '--users, number 1: the name is missing.',
      '--users: user1 is listed twice; each user needs an account of their own.',
    ]);
  });

  test('one user is too few', () => {
    expect(caught(() => parseUsers(['user1=-'])).message).toContain('two users are required');
  });
});

describe('the passwords', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'accept-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('come from the environment, the first line of a file, and answers in order', async () => {
    const path = join(folder, 'pw');
    await writeFile(path, ' with space \r\nnot this\n');
    const asked: string[] = [];
    const ask = async (question: string) => `answer ${asked.push(question)}`;
    const users = await readPasswords(parseUsers(['a=env:PW', `b=file:${path}`, 'c', 'd=-']), {
      env: { PW: 'x' },
      ask,
    });
    expect(users.map((user) => user.password)).toEqual(['x', ' with space ', 'answer 1', 'answer 2']);
    expect(asked).toEqual(['Password of c: ', 'Password of d: ']);
  });

  test('every source that gives none is named', async () => {
    const empty = join(folder, 'empty');
    await writeFile(empty, '\n');
    const users = parseUsers(['a=env:NONE', `b=file:${empty}`, `c=file:${folder}/none`, 'd']);
    const error = await readPasswords(users, { env: {}, ask: async () => '' }).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(
      /a: the environment variable NONE is not set.*b: .*first line is empty.*ENOENT.*d: no password/s,
    );
  });
});

function caught(body: () => unknown): UserError {
  try {
    body();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('no UserError was thrown');
}
