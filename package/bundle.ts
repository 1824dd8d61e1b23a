import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** What code reads from its own folder. */
const READ = new Set(['.sh', '.py', '.txt', '.json', '.cjs']);
/** Folders and files that are there whole: code of the hub, and a project as `init` makes it. */
const WHOLE = [
  'hub/hubwright',
  'hub/templates',
  'preview/hub',
  'image/data-science',
  'image/hub',
  'platform.yaml',
  'users.yaml',
  'main.ts',
  'cdk8s.yaml',
  'package.json',
  'init/review.yaml',
  'CHANGELOG.md',
];

/**
 * Lets code in a chunk, right in the folder, find what it reads by the place of its source.
 *
 * @param placed gets the sources that ask for their own place
 */
const places = (placed: Set<string>): Plugin => ({
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      if (path.includes('/node_modules/')) return undefined;
      const place = relative(ROOT, path).replace(/\.ts$/, '.js');
      const source = readFileSync(path, 'utf8');
      if (source.includes('import.meta.')) placed.add(relative(ROOT, path));
      const contents = source
        .replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`)
        .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`);
      return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
});

/**
 * Puts the code into a folder, in a few files, since Node.js takes long to load hundreds; and what the code reads, laid out
 * as beside the source.
 *
 * @param more entry points beside those of the package, by what they are to be called
 */
export async function bundle(folder: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const placed = new Set<string>();
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: {
      'cli/start': 'cli/start.js',
      'cli/api': 'cli/api.ts',
      'preview/gate/main': 'preview/gate/main.ts',
      ...more,
    },
    chunkNames: '[name]-[hash]',
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.18',
    format: 'esm',
    metafile: true,
    plugins: [places(placed)],
  });
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    const lost = Object.keys(inputs).filter((it) => placed.has(it));
    if (dirname(resolve(ROOT, path)) !== folder && lost.length > 0) {
      throw new Error(`${path}: ${lost.join(', ')} would look for files in the wrong place`);
    }
  }
  const folders = new Set(['imports', ...Object.keys(metafile.inputs).map(dirname)]);
  for (const from of folders) copyRead(from, folder);
  for (const path of WHOLE) cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: isNeeded });
}

function copyRead(folder: string, to: string): void {
  // Those at the top are about the repository.
  if (folder === '.') return;
  for (const { name } of readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((it) => it.isFile())) {
    if (READ.has(extname(name))) cpSync(join(ROOT, folder, name), join(to, folder, name));
  }
}

/** Not what Python leaves behind. */
function isNeeded(path: string): boolean {
  return !/__pycache__|\.pyc$/.test(path);
}
