import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { run } from './exec.ts';
import { BetweenMarks, newMark } from './marks.ts';

const MARK = newMark();
const bytes = fc.uint8Array({ maxLength: 200 }).map((it) => Buffer.from(it));
/** Pieces of marks as well: what looks like the beginning of one is none. */
const noise = fc.array(
  fc.oneof(
    bytes,
    fc.nat(MARK.length).map((length) => Buffer.from(MARK.slice(0, length))),
  ),
  { maxLength: 5 },
);

async function between(text: Buffer, size: number) {
  const marks = new BetweenMarks(MARK);
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    text.subarray(i * size, (i + 1) * size),
  );
  const found = await buffer(Readable.from(pieces).pipe(marks));
  return { found, marks };
}

test('what is between the marks comes through byte for byte, in whatever pieces it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(
      noise,
      noise,
      noise,
      fc.nat(255),
      fc.integer({ min: 1, max: 300 }),
      async (a, b, c, code, size) => {
        const [before, inside, after] = [a, b, c].map((it) => Buffer.concat(it));
        const parts = [before, Buffer.from(`${MARK}(`), inside, Buffer.from(`${MARK})${code}\n`), after];
        const { found, marks } = await between(Buffer.concat(parts.map((it) => it ?? Buffer.alloc(0))), size);
        expect(found.equals(inside as Buffer)).toBe(true);
        expect(marks.exitCode).toBe(code);
      },
    ),
  );
});

test('without an end there is no exit code, and without a beginning no answer', async () => {
  const cut = await between(Buffer.from(`motd ${MARK}(half of i`), 7);
  expect([cut.found.toString(), cut.marks.isBegun, cut.marks.exitCode]).toEqual(['half of i', true, undefined]);
  const none = await between(Buffer.from('This account is currently not available.\n'), 7);
  expect([none.found.toString(), none.marks.isBegun]).toEqual(['', false]);
  expect(none.marks.before).toContain('not available');
});

test.each([
  ['motd; printf "M(yes"; printf "M)0\\n"; echo bye; exit 9', { exitCode: 0, stdout: 'yes', stderr: '' }],
  ['printf "M("; echo no; printf "M)7\\n"; exit 0', { progress: 'ended', exitCode: 7, stdout: 'no' }],
  ['printf "M("; echo half; exit 0', { progress: 'begun', exitCode: undefined, stdout: 'half' }],
  ['echo Welcome; exit 0', { progress: 'none', exitCode: 0, stdout: 'Welcome' }],
])('a command counts by its marks alone: %s', async (script, expected) => {
  const text = script.replaceAll('M(', `${MARK}(`).replaceAll('M)', `${MARK})`);
  const answer = run('sh', ['-c', `motd() { echo hello; }; ${text}`], { timeout: 600_000, mark: MARK });
  const found: unknown = await answer.catch((error: unknown) => error);
  expect(found).toMatchObject(expected);
});
