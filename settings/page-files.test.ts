import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { HUB, readHubFiles } from './hub-files.ts';
import { readPageFiles } from './page-files.ts';
import { complaints, load } from './testing.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1');

/** What is read of these settings in a folder with these files. */
function read(pages: object, files: Readonly<Record<string, string | Buffer>>) {
  const directory = mkdtempSync(join(tmpdir(), 'hubwright-test-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    const { pageFiles, problems } = readPageFiles(pages, directory, readHubFiles(HUB));
    return { pageFiles, problems: problems.map(({ path, message, fix }) => `${path.join('.')}: ${message}; ${fix}`) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each([
  ['png', PNG],
  ['jpg', Buffer.from('\xff\xd8\xff\xe0', 'latin1')],
  ['gif', Buffer.from('GIF89a')],
  ['webp', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')],
  ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  [
    'svg',
    Buffer.from(
      '\uFEFF<?xml version="1.0"?>\n<!-- by an editor -->\n<svg viewBox="0 0 1 1"><title>on = off</title></svg>',
    ),
  ],
])('a logo is known by its content, whatever it is called: %s', (kind, content) => {
  const { pageFiles, problems } = read({ logo: 'brand' }, { brand: content });
  expect(problems).toEqual([]);
  expect(pageFiles.logo).toEqual({ name: `logo.${kind}`, base64: content.toString('base64') });
});

const PICTURE = 'name a PNG, JPEG, GIF, WebP or SVG file beside platform.yaml';
const FOLDER = 'name a folder with .html files beside platform.yaml';
test.each<[object, Readonly<Record<string, string | Buffer>>, string]>([
  [{ logo: 'none.png' }, {}, `logo: "none.png" does not exist; ${PICTURE}`],
  [{ logo: 'd' }, { 'd/x': '' }, `logo: "d" cannot be read (EISDIR); ${PICTURE}`],
  [{ logo: 'a.png' }, { 'a.png': 'text' }, `logo: "a.png" is not a picture that browsers show; ${PICTURE}`],
  [
    { logo: 'a.svg' },
    { 'a.svg': '<html><svg/></html>' },
    `logo: "a.svg" is not a picture that browsers show; ${PICTURE}`,
  ],
  [
    { logo: 'a.svg' },
    { 'a.svg': '<svg onload="x()"/>' },
    `logo: "a.svg" contains a script, which would run with the rights of whoever opens it; ${PICTURE}`,
  ],
  [{ logo: 'a.png' }, { 'a.png': Buffer.alloc(65 * 1024) }, `logo: "a.png" is larger than 64 KiB; ${PICTURE}`],
  [{ templates: 'none' }, {}, `templates: "none" does not exist; ${FOLDER}`],
  [{ templates: 'f' }, { f: '' }, `templates: "f" cannot be read (ENOTDIR); ${FOLDER}`],
  [{ templates: 't' }, { 't/page.txt': '' }, `templates: "t" has no .html files; ${FOLDER}`],
  [
    { templates: 't' },
    { 't/a.html': 'a'.repeat(40_000), 't/b.html': 'b'.repeat(40_000) },
    `templates: the files in "t" are larger than 64 KiB together; ${FOLDER}`,
  ],
  [
    { templates: 't' },
    { 't/page.html': '{% extends "templates/page.html" %}', 't/login.html': '{% extends "hubwright/login.html" %}' },
    'templates: "t/page.html" would replace the page that Hubwright extends; begin it with {% extends "hubwright/page.html" %}',
  ],
])('%j is refused where the files are %j', (pages, files, message) => {
  expect(read(pages, files).problems).toEqual([`hub.pages.${message}`]);
});

test('templates come by name, and the rest of the folder stays', () => {
  const files = { 't/page.html': "{%- extends  'hubwright/page.html' -%}", 't/about.html': 'Us', 't/README.md': '' };
  const { pageFiles, problems } = read({ templates: 't' }, files);
  expect(problems).toEqual([]);
  expect(Object.keys(pageFiles.templates)).toEqual(['about.html', 'page.html']);
});

const announced = (announcement: object) => () => load({ announcement: { text: 'x', ...announcement } });
test.each<[object, string]>([
  [{ text: ' ' }, 'announcement.text: '],
  [
    { from: '2027-01-15 18:00' },
    'announcement.from: expected a time with its time zone, such as 2027-01-15T18:00:00+01:00',
  ],
  [{ from: '2027-01-15T18:00:00' }, 'announcement.from: expected a time with its time zone'],
  [{ from: '2027-01-15T18:00:00+01:00', until: '2027-01-15T17:00:00Z' }, 'announcement.until: is not after "from"'],
  [{ level: 'loud' }, 'announcement.level: expected "info" or "warning" or "danger"'],
  [{ groups: ['nobody'] }, 'announcement.groups[0]: no user is in the group "nobody"'],
])('an announcement %j is refused', (announcement, message) => {
  expect(complaints(announced(announcement)).join()).toContain(message);
});

test('one that is over is a warning', () => {
  expect(announced({ until: '2020-01-01T00:00:00Z' })().warnings.map((it) => it.message)).toContain(
    'is over: nobody sees the announcement',
  );
  expect(
    announced({ until: '9020-01-01T00:00:00Z' })()
      .warnings.map((it) => it.message)
      .join(),
  ).not.toContain('over');
});
