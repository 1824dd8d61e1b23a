import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { run } from '../system/exec.ts';

const LIMIT = { timeout: 600_000 };
/** What no program needs. */
const LEFT_OUT = /^usr\/share\/(doc|info|lintian|locale|man)\//;

export interface RootFiles {
  /** All packages, with their versions. */
  readonly packages: readonly string[];
  /** Their files and folders as they are on this machine, from its root. */
  readonly paths: readonly string[];
}

interface Installed {
  readonly version: string;
  readonly isEssential: boolean;
  /** For each thing needed, the packages that have it, in order. */
  readonly needs: readonly (readonly string[])[];
}

/** The files of a Debian with these packages and what they need, all of which this machine has installed. */
export async function rootFiles(wanted: readonly string[]): Promise<RootFiles> {
  const { packages, providers } = await installed();
  const found = new Set<string>();
  const open = [...wanted, ...[...packages].filter(([, it]) => it.isEssential).map(([name]) => name)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const one = packages.get(name);
    if (one === undefined) throw new Error(`this machine has no package ${name}: \`npm run test:setup\` installs it`);
    if (found.has(name)) continue;
    found.add(name);
    for (const alternatives of one.needs) {
      const next = alternatives.flatMap((it) => (packages.has(it) ? [it] : (providers.get(it) ?? [])))[0];
      if (next !== undefined) open.push(next);
    }
  }
  const names = [...found].sort();
  const { stdout } = await run('dpkg-query', ['--listfiles', ...names], LIMIT);
  // Folders that a merged /usr has links in place of are listed as they were before.
  const links = ['bin', 'sbin', 'lib', 'lib64'].filter((path) => isThere(`/${path}`));
  const listed = stdout.split('\n').filter((path) => path.startsWith('/') && path !== '/.' && isThere(path));
  const paths = listed.map(real).filter((path) => !LEFT_OUT.test(path));
  return {
    packages: names.map((name) => `${name} ${packages.get(name)?.version}`),
    paths: [...new Set([...links, ...paths])].sort(),
  };
}

/** What dpkg knows of this machine. */
async function installed() {
  const fields = ['Package', 'Version', 'Essential', 'Pre-Depends', 'Depends', 'Provides'];
  const format = `\${db:Status-Status}${fields.map((field) => `\t\${${field}}`).join('')}\n`;
  const { stdout } = await run('dpkg-query', ['--show', '--showformat', format], LIMIT);
  const packages = new Map<string, Installed>();
  const providers = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [status, name = '', version = '', essential, before = '', depends = '', provides = ''] = line.split('\t');
    if (status !== 'installed') continue;
    const needs = [...relations(before), ...relations(depends)];
    packages.set(name, { version, isEssential: essential === 'yes', needs });
    for (const provided of relations(provides).flat())
      providers.set(provided, [...(providers.get(provided) ?? []), name]);
  }
  return { packages, providers };
}

/** `a (>= 1) | b:any, c`: the names of each. */
const relations = (text: string) =>
  text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => part.split('|').map((it) => it.trim().replace(/[\s:(].*$/, '')));

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Its path from the root, by no link. */
const real = (path: string) => join(realpathSync(dirname(path)), basename(path)).slice(1);
