import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HubFile, PageFiles } from '../platform/platform.ts';
import type { Hub } from '../platform/schema/hub.ts';
import type { PathSegment, SettingsProblem } from '../system/problem.ts';
import { readNamed, whyUnreadable } from './read-bounded.ts';

/** Beside each other they are in one ConfigMap, the logo in base64, and k3s applies no object over 180 KiB. */
const LARGEST_KIB = 64;

interface Read {
  readonly pageFiles: PageFiles;
  readonly problems: SettingsProblem[];
}

/**
 * Reads the logo and the templates of `hub.pages`, or says what is wrong with them.
 *
 * @param hubFiles the code of the hub: without the templates in it, the link to passwords or the place in the queue would be missing
 */
export function readPageFiles(
  { logo, templates }: Hub['pages'],
  directory: string,
  hubFiles: readonly Pick<HubFile, 'path'>[],
): Read {
  const problems: SettingsProblem[] = [];
  const report = (at: 'logo' | 'templates', message: string, fix: string) => {
    const path: PathSegment[] = ['hub', 'pages', at];
    problems.push({ path, message, fix });
  };
  const picture = logo === undefined ? undefined : readLogo(logo, directory);
  if (typeof picture === 'string')
    report('logo', picture, 'name a PNG, JPEG, GIF, WebP or SVG file beside platform.yaml');
  const texts = templates === undefined ? {} : readTemplates(templates, directory);
  if (typeof texts === 'string') {
    report('templates', texts, 'name a folder with .html files beside platform.yaml');
    return { pageFiles: { templates: {} }, problems };
  }
  const replaced = Object.entries(texts).filter(([name, text]) => isOurs(name, hubFiles) && !extendsOurs(name, text));
  for (const [name] of replaced) {
    report(
      'templates',
      `"${templates}/${name}" would replace the page that Hubwright extends`,
      `begin it with {% extends "hubwright/${name}" %}`,
    );
  }
  return {
    pageFiles: { ...(typeof picture === 'object' && { logo: picture }), templates: texts },
    problems,
  };
}

const isOurs = (name: string, hubFiles: readonly Pick<HubFile, 'path'>[]) =>
  hubFiles.some(({ path }) => path === `templates/hubwright/${name}`);

const extendsOurs = (name: string, text: string) =>
  new RegExp(`\\{%-?\\s*extends\\s+["']hubwright/${name.replaceAll('.', '\\.')}["']`).test(text);

/** The logo, or what is wrong with it. */
function readLogo(file: string, directory: string): PageFiles['logo'] | string {
  const bytes = readNamed(file, directory, LARGEST_KIB);
  if (typeof bytes === 'string') return bytes;
  const kind = KINDS.find(([, begins]) => begins(bytes))?.[0];
  if (kind === undefined) return `"${file}" is not a picture that browsers show`;
  if (kind === 'svg' && /<script|\son\w+\s*=|javascript:/i.test(bytes.toString('utf8'))) {
    return `"${file}" contains a script, which would run with the rights of whoever opens it`;
  }
  return { name: `logo.${kind}`, base64: bytes.toString('base64') };
}

const starts =
  (latin: string, at = 0) =>
  (bytes: Buffer) =>
    bytes.toString('latin1', at, at + latin.length) === latin;

/** How files begin, by the ending that the hub serves them with. */
const KINDS: readonly (readonly [ending: string, begins: (bytes: Buffer) => boolean])[] = [
  ['png', starts('\x89PNG\r\n\x1a\n')],
  ['jpg', starts('\xff\xd8\xff')],
  ['gif', starts('GIF8')],
  ['webp', starts('WEBP', 8)],
  [
    'svg',
    (bytes) =>
      /^\uFEFF?\s*(<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s/>]/i.test(bytes.toString('utf8')),
  ],
];

/** Texts by name, or what is wrong with the folder. */
function readTemplates(folder: string, directory: string): Record<string, string> | string {
  let names: string[];
  try {
    names = readdirSync(resolve(directory, folder))
      .filter((it) => it.endsWith('.html'))
      .sort();
  } catch (error) {
    return whyUnreadable(folder, error);
  }
  if (names.length === 0) return `"${folder}" has no .html files`;
  const read = names.map((name) => [name, readNamed(join(folder, name), directory, LARGEST_KIB)] as const);
  const wrong = read.find((it): it is readonly [string, string] => typeof it[1] === 'string');
  if (wrong !== undefined) return wrong[1];
  const texts = read.map(([name, bytes]) => [name, (bytes as Buffer).toString('utf8')] as const);
  if (texts.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0) > LARGEST_KIB * 1024) {
    return `the files in "${folder}" are larger than ${LARGEST_KIB} KiB together`;
  }
  return Object.fromEntries(texts);
}
