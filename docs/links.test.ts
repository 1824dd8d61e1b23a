import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { PAGE } from '../system/doc-pages.ts';
import { linksIn, withoutCode } from './testing.ts';

const root = join(import.meta.dirname, '..');
const inFolder = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const pages = [...['', 'docs', 'examples', 'hub', '.github'].flatMap(inFolder)];

/** The address of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const headings = (text: string) =>
  [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => anchorOf(title));

function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (relative(root, target).startsWith('..') || !existsSync(target)) return true;
  return (
    anchor !== undefined && (!statSync(target).isFile() || !headings(readFileSync(target, 'utf8')).includes(anchor))
  );
}

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = linksIn(readFileSync(join(root, page), 'utf8'));
  expect(links.filter((link) => isBroken(page, link))).toEqual([]);
});

test('every page that a message, a setting or an example names is there', () => {
  const named = execFileSync('git', ['ls-files', '*.ts', '*.py', '*.sh', '*.yaml', '*.html'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && !/\btest(s|ing)?\b/.test(path))
    .flatMap((path) => [
      ...readFileSync(join(root, path), 'utf8').matchAll(new RegExp(`${PAGE.source}[a-z-]+\\.md(?:#[a-z-]+)?`, 'g')),
    ])
    .map(([link]) => link);
  expect(named.length).toBeGreaterThan(50);
  expect([...new Set(named)].filter((link) => isBroken('README.md', link))).toEqual([]);
});
