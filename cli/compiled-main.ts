import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { writeAtomically } from '../system/files/write-atomically.ts';

/*
 * main.ts and the files that it imports as one file of JavaScript, kept for the next command: to read TypeScript, Node.js needs
 * a second thread, and a third of the time of a synth. Only what has loaded is compiled, so an error of loading is always
 * that of the TypeScript.
 */

/** The last line of a compiled main.ts: digests of the files that it was made of. */
const MADE_OF = /^\/\/ made of (\{.*\})\n$/m;

/** Where a main.ts is compiled; undefined if it is not, or if one of its files has changed since. */
export function compiledMain(main: string): string | undefined {
  const compiled = placeOf(main);
  if (!existsSync(compiled)) return undefined;
  const [, found] = MADE_OF.exec(readFileSync(compiled, 'utf8')) ?? [];
  if (found === undefined) return undefined;
  const files = Object.keys(JSON.parse(found).files);
  return found === madeOf(dirname(main), files) ? compiled : undefined;
}

/** Compiles a main.ts for the next command. One that imports what only shows when it runs is left as it is. */
export async function compileMain(main: string): Promise<void> {
  const { build } = await import('esbuild');
  const folder = dirname(main);
  try {
    const { outputFiles, metafile, warnings } = await build({
      absWorkingDir: folder,
      entryPoints: [main],
      outfile: placeOf(main),
      write: false,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20.18',
      keepNames: true,
      sourcemap: 'inline',
      sourcesContent: false,
      metafile: true,
      logLevel: 'silent',
      logOverride: { 'unsupported-dynamic-import': 'warning' },
      define: Object.fromEntries(PLACES.map((it) => [`import.meta.${it}`, `placeOfModule.${it}`])),
      plugins: [places],
    });
    const inputs = Object.entries(metafile.inputs);
    if (warnings.length > 0 || inputs.some(([, { format }]) => format === 'cjs')) return;
    mkdirSync(dirname(placeOf(main)), { recursive: true, mode: 0o700 });
    const files = inputs.map(([path]) => path);
    for (const { text } of outputFiles) writeAtomically(placeOf(main), `${text}// made of ${madeOf(folder, files)}\n`);
  } catch {
    // That only costs time: the TypeScript is read the next time too.
  }
}

/** In the project, whose packages it imports. */
const placeOf = (main: string) => join(dirname(main), '.hubwright', 'main.mjs');

function madeOf(folder: string, files: readonly string[]): string {
  const configs = readdirSync(folder).filter((it) => /^(?:package|tsconfig.*)\.json$/.test(it));
  const paths = [...new Set([...files, ...configs])].sort();
  return JSON.stringify({
    hubwright: manifest.version,
    files: Object.fromEntries(paths.map((it) => [it, digest(join(folder, it))])),
  });
}

const digest = (path: string) =>
  existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';

const PLACES = ['url', 'dirname', 'filename'] as const;
const UNKNOWN = new RegExp(`\\bimport\\.meta\\b(?!\\.(?:${PLACES.join('|')})\\b)`);

/** Has every file find itself where it was: it is given its place in its first line, so that no other moves. */
const places: Plugin = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('import.meta')) return undefined;
      if (UNKNOWN.test(source)) throw new Error(`${path}: more of import.meta than its place`);
      const place = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
      return { contents: `var placeOfModule = ${JSON.stringify(place)}; ${source}`, loader: 'default' };
    });
  },
};
