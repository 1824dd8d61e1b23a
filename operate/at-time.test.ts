import { expect, test } from '@jest/globals';
import { parseTime, roughly, timeOf } from './at-time.ts';

const local = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime() + 999;

test.each([
  ['2026-11-25', local(2026, 10, 25, 23, 59, 59)],
  ['2026-11-25 02:13', local(2026, 10, 25, 2, 13, 59)],
  ['2026-11-25T02:13:07', local(2026, 10, 25, 2, 13, 7)],
  ['2026-11-25T02:13:07Z', Date.UTC(2026, 10, 25, 2, 13, 7, 999)],
  ['2026-11-25 02:13+01:00', Date.UTC(2026, 10, 25, 1, 13, 59, 999)],
  ['2026-11-25T02:13:07.123Z', Date.UTC(2026, 10, 25, 2, 13, 7, 123)],
  ['2026-11-25T02:13:07.123456789+01:00', Date.UTC(2026, 10, 25, 1, 13, 7, 123)],
  ['2026-11-25 02:13:07.5 -0330', Date.UTC(2026, 10, 25, 5, 43, 7, 599)],
  ['2026-11-25 02:13:07 UTC', Date.UTC(2026, 10, 25, 2, 13, 7, 999)],
  ['2026-11-25T02:13+01', Date.UTC(2026, 10, 25, 1, 13, 59, 999)],
  [' 2026-11-25 ', local(2026, 10, 25, 23, 59, 59)],
  ['2026-11-25 02:13 CET', undefined],
  ['2026-11-25 02:13 +99:00', undefined],
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-11-25 25:00', undefined],
  ['25.11.2026', undefined],
  ['yesterday', undefined],
])('%s', (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test('a time that was printed means the minute that it was in', () => {
  const time = Date.UTC(2026, 10, 25, 2, 13, 27);
  expect(parseTime(timeOf(time))).toBeGreaterThan(time);
});

test('a time as --json prints it means that very moment', () => {
  const time = Date.UTC(2026, 10, 25, 2, 13, 27, 4);
  expect(parseTime(new Date(time).toISOString())).toBe(time);
});

test.each([
  [59_999, 'less than a minute'],
  [60_000, '1 minute'],
  [2 * 3_600_000 + 1, '2 hours'],
  [49 * 3_600_000, '2 days'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(roughly(milliseconds)).toBe(text);
});
