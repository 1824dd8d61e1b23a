import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

/*
 * Makes build/, which is what the package has: the code in a few files, since Node.js takes long to load hundreds, its
 * types, and what the code reads, laid out as beside the source.
 */

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'build');
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

/** Sources that ask for their own place. */
const placed = new Set<string>();

/** Lets code in a chunk, right in build/, find what it reads by the place of its source. */
const places: Plugin = {
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
};

async function bundle(): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['cli/start.js', 'cli/api.ts', 'preview/gate/main.ts'],
    entryNames: '[dir]/[name]',
    chunkNames: '[name]-[hash]',
    outdir: BUILD,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.18',
    format: 'esm',
    metafile: true,
    plugins: [places],
  });
  for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const lost = Object.keys(inputs).filter((it) => placed.has(it));
    if (entryPoint?.includes('/') && dirname(path) !== 'build' && lost.length > 0) {
      throw new Error(`${path}: ${lost.join(', ')} would look for files in the wrong place`);
    }
  }
  const folders = new Set(['imports', ...Object.keys(metafile.inputs).map(dirname)]);
  for (const folder of folders) copyRead(folder);
}

function copyRead(folder: string): void {
  // Those at the top are about the repository.
  if (folder === '.') return;
  for (const { name } of readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((it) => it.isFile())) {
    if (READ.has(extname(name))) cpSync(join(ROOT, folder, name), join(BUILD, folder, name));
  }
}

function declareTypes(): void {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Not what Python leaves behind. */
function isNeeded(path: string): boolean {
  return !/__pycache__|\.pyc$/.test(path);
}

rmSync(BUILD, { recursive: true, force: true });
await bundle();
declareTypes();
for (const path of WHOLE) cpSync(join(ROOT, path), join(BUILD, path), { recursive: true, filter: isNeeded });
