import { expect, test } from '@jest/globals';
import { describeProgress, resticProgress } from './progress.ts';
import { resticLines } from './restic-failure.ts';

test.each([
  [0, 1.4e9, 0, '0 KB of 1.4 GB'],
  [420e6, 1.4e9, 60, '420 MB of 1.4 GB, 2 minutes left'],
  [1.4e9, 1.4e9, 60, '1.4 GB of 1.4 GB, less than a minute left'],
  // An archive is larger than what is in it.
  [1.5e9, 1.4e9, 60, '1.5 GB of 1.4 GB, less than a minute left'],
])('%d of %d bytes in %d seconds', (done, total, seconds, text) => {
  expect(describeProgress(done, total, seconds)).toBe(text);
});

test('restic tells more often than anybody reads', () => {
  const lines: string[] = [];
  const line = resticProgress((text) => lines.push(text));
  const status = (seconds: number) =>
    JSON.stringify({
      message_type: 'status',
      seconds_elapsed: seconds,
      total_bytes: 1e9,
      bytes_restored: seconds * 1e7,
    });
  for (const seconds of [1, 2, 5, 6, 7, 11]) line(status(seconds));
  line('{"message_type":"summary","total_bytes":1000000000}');
  line('{"message_type":"status","seconds_elapsed":20}');
  expect(lines).toEqual([
    '10 MB of 1.0 GB, 1 minute left',
    '60 MB of 1.0 GB, 1 minute left',
    '110 MB of 1.0 GB, 1 minute left',
  ]);
});

test('what restic says of its errors, each once', () => {
  const error = '{"message_type":"error","error":{"message":"write /x/a: no space left on device"},"item":"/x/a"}';
  const other = '{"message_type":"error","error":{"message":"operation not permitted"},"item":"/x/b"}';
  const end = '{"message_type":"exit_error","code":1,"message":"Fatal: There were 20 errors\\n"}';
  expect(resticLines([error, error, other, end, 'subprocess ssh: no route to host'].join('\n'))).toEqual([
    'write /x/a: no space left on device',
    '/x/b: operation not permitted',
    'subprocess ssh: no route to host',
  ]);
});
