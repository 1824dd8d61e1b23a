import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

/* Makes build/, which is what the package has: the code and its types. */

const ROOT = join(import.meta.dirname, '..');
const BUILD = join(ROOT, 'build');

function declareTypes(): void {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(BUILD, { recursive: true, force: true });
await bundle(BUILD);
declareTypes();
