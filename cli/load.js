import { existsSync, readFileSync, realpathSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Node.js 22 and newer keep what they have compiled for the next run.
module.enableCompileCache?.();

// A project is run by the version that it depends on and that its main.ts imports, also where another one is called:
// installed globally, or fetched by npx.
const called = fileURLToPath(new URL('hubwright.js', import.meta.url));
const { version } = read(new URL('../package.json', import.meta.url));
const folder = folderOf(process.argv.slice(2));
const installed = installedIn(folder);

if (installed !== undefined && installed.command !== realpathSync(called)) {
  if (installed.version !== version)
    console.error(`note: Hubwright ${installed.version} of this project runs, not ${version}`);
  await import(pathToFileURL(installed.command));
} else {
  if (installed === undefined) warnOf(wantedIn(folder));
  // The package has it compiled.
  const isSource = existsSync(new URL('start.js', import.meta.url));
  await import(isSource ? './start.js' : '../build/cli/start.js');
}

/** The folder that the command is run in, as program.js takes `--directory`. */
function folderOf(args) {
  return args.reduce((from, arg, i) => {
    const isSeparate = arg === '-C' || arg === '--directory';
    const named = isSeparate ? args[i + 1] : /^(?:-C|--directory=)(.+)$/.exec(arg)?.[1];
    return resolve(from, named ?? '.');
  }, '.');
}

/** What `import 'hubwright'` finds there. */
function installedIn(folder) {
  try {
    const manifest = createRequire(join(folder, 'main.ts')).resolve('hubwright/package.json');
    return { command: realpathSync(join(dirname(manifest), 'cli/hubwright.js')), version: read(manifest).version };
  } catch {
    return undefined;
  }
}

/** The version in its package.json. */
function wantedIn(folder) {
  try {
    return read(join(folder, 'package.json')).dependencies?.hubwright;
  } catch {
    return undefined;
  }
}

function warnOf(wanted) {
  if (wanted === undefined) return;
  console.error(
    `warning: package.json has Hubwright ${wanted}, which is not installed, so ${version} runs: \`npm install\` first`,
  );
}

function read(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
