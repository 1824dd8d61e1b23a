import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');

/** Bundled although they are installed, which they are for their types: ours are made of them. */
const BUNDLED = ['yaml', 'zod'];
/** What a main.ts has in common with us, CommonJS all of it. */
const SHARED = /^(cdk8s|cdk8s-plus-27|constructs)$/;

/** What code reads from its own folder. */
const READ = new Set(['.sh', '.py', '.txt', '.json', '.cjs']);
/** Folders and files that are there whole: code of the hub, and a project as `init` makes it. */
const WHOLE = [
  'hub/hubwright',
  'hub/labextension',
  'hub/templates/hubwright',
  'preview/hub',
  'image/code-server',
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

/** Has CommonJS packages required: Node.js reads one that a module imports twice, for its exports and to run it. */
const required: Plugin = {
  name: 'required',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: SHARED }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' },
    );
    onLoad({ filter: SHARED, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

/**
 * Puts the code into a folder, in a few files, since Node.js takes long to load hundreds; and what the code reads, laid out
 * as beside the source. Packages of `devDependencies` that it imports are in these files too, with their licenses.
 *
 * @param more entry points beside those of the package, by what they are to be called
 */
export async function bundle(folder: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const placed = new Set<string>();
  const manifest: { dependencies: object } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const installed = Object.keys(manifest.dependencies);
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
    external: installed.filter((it) => !BUNDLED.includes(it)),
    platform: 'node',
    target: 'node20.18',
    format: 'esm',
    metafile: true,
    // What CommonJS that is bundled expects to find.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    define: { __filename: 'import.meta.filename' },
    plugins: [required, places(placed)],
  });
  for (const [path, { inputs }] of Object.entries(metafile.outputs)) {
    const lost = Object.keys(inputs).filter((it) => placed.has(it));
    if (dirname(resolve(ROOT, path)) !== folder && lost.length > 0) {
      throw new Error(`${path}: ${lost.join(', ')} would look for files in the wrong place`);
    }
  }
  const inputs = Object.keys(metafile.inputs);
  const isPackage = (path: string) => path.startsWith('node_modules/');
  const folders = new Set(['imports', ...inputs.filter((it) => !isPackage(it)).map(dirname)]);
  for (const from of folders) copyRead(from, folder);
  for (const name of new Set(inputs.filter(isPackage).map(packageOf))) copyLicense(name, folder);
  for (const path of WHOLE) cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: isNeeded });
}

function copyRead(folder: string, to: string): void {
  // Those at the top are about the repository.
  if (folder === '.') return;
  for (const { name } of readdirSync(join(ROOT, folder), { withFileTypes: true }).filter((it) => it.isFile())) {
    if (READ.has(extname(name))) cpSync(join(ROOT, folder, name), join(to, folder, name));
  }
}

/** `@scope/name` of `node_modules/@scope/name/index.js` */
const packageOf = (path: string) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;

function copyLicense(name: string, to: string): void {
  const from = join(ROOT, 'node_modules', name);
  const license = readdirSync(from).find((it) => /^licen[cs]e/i.test(it));
  if (license === undefined) throw new Error(`${name} has no license that could go with it`);
  cpSync(join(from, license), join(to, 'licenses', `${name}.txt`));
}

/** Not what Python leaves behind. */
function isNeeded(path: string): boolean {
  return !/__pycache__|\.pyc$/.test(path);
}
