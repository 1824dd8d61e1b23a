import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Step } from './journey.ts';
import { failureText, progressLine } from './progress.ts';
import { createReportFolder, writeReport } from './report-folder.ts';
import { htmlReport } from './report-html.ts';
import { junitReport } from './report-junit.ts';
import { duration, type RunSummary } from './run-summary.ts';

const HOSTILE = `<script>alert("x")</script> & 'y' \u0000\ud800`;

const passed: Step = {
  user: 'user1',
  name: 'opens the page',
  status: 'passed',
  seconds: 1.25,
  url: 'http://h/hub/login',
  picture: Buffer.from('a picture'),
};
const failed: Step = { ...passed, name: 'logs in', status: 'failed', reason: HOSTILE, pageSays: HOSTILE, url: HOSTILE };
const skipped: Step = { user: 'user2', name: 'logs in', status: 'skipped', seconds: 0, reason: HOSTILE };
const summary: RunSummary = {
  hub: 'http://h/',
  browser: 'chromium 1',
  begin: new Date('2026-01-02T03:04:05Z'),
  seconds: 61,
  steps: [passed, failed, skipped],
};

test('the JUnit report', () => {
  expect(
    junitReport({ ...summary, steps: [passed, { ...skipped, reason: 'a\n"b"' }] }),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hubwright accept http://h/" tests="2" failures="0" skipped="1" time="1.250">
  <testsuite name="user1" timestamp="2026-01-02T03:04:05" tests="1" failures="0" skipped="0" time="1.250">
    <testcase classname="user1" name="opens the page" time="1.250"/>
  </testsuite>
  <testsuite name="user2" timestamp="2026-01-02T03:04:05" tests="1" failures="0" skipped="1" time="0.000">
    <testcase classname="user2" name="logs in" time="0.000">
      <skipped message="a&#10;&quot;b&quot;"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('both reports escape what a page may say', () => {
  const escaped = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; ?\ufffd';
  for (const report of [junitReport(summary), htmlReport(summary)]) {
    expect(report.split(escaped).length - 1).toBeGreaterThanOrEqual(4);
    expect(report).not.toContain('<script');
  }
});

test('the HTML report holds its pictures and refers to nothing outside', () => {
  const report = htmlReport(summary);
  expect(report).toContain(`src="data:image/jpeg;base64,${Buffer.from('a picture').toString('base64')}"`);
  expect(report).toContain('1 failed, 1 skipped, 1 passed');
  expect(report).toContain("default-src 'none'");
  expect(report).not.toMatch(/(src|href)="(?!data:|#)/);
  expect(htmlReport({ ...summary, steps: [passed] })).toContain('All 1 steps passed');
});

test('lines of progress, and the text of a failure', () => {
  expect([passed, { ...skipped, reason: '' }].map(progressLine)).toEqual([
    'ok        1.3 s  user1  opens the page',
    'skip             user2  logs in',
  ]);
  expect(failureText({ ...failed, reason: 'a\nb', pageSays: 'c', url: 'http://h/' }, '/r/failed-user1.jpg')).toBe(
    'user1 logs in\n  a\n  b\n  The page says: c\n  At: http://h/\n  Picture: /r/failed-user1.jpg',
  );
});

test.each([
  [0.0004, '0 ms'],
  [0.83, '830 ms'],
  [12.44, '12.4 s'],
  [185, '3 min 5 s'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

test('both reports are written to the folder', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'accept-'));
  try {
    const folder = await createReportFolder(join(parent, 'a', 'b'), summary.begin);
    writeReport(folder, summary);
    expect((await readdir(folder)).sort()).toEqual(['junit.xml', 'report.html']);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe(htmlReport(summary));
    await writeFile(join(parent, 'file'), '');
    await expect(createReportFolder(join(parent, 'file', 'x'), summary.begin)).rejects.toThrow(/--report: .*ENOTDIR/);
  } finally {
    await rm(parent, { recursive: true });
  }
});
