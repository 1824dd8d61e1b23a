import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';

/** Where the hosts of a test bed see it too, which have a /tmp of their own. */
const KEPT = join(import.meta.dirname, '.hubwright');

/**
 * Gives the tests a folder for temporary files of their own, the program compiled, and no cluster of anybody's. Folders are
 * gone afterwards; after a kill, at the next run.
 */
export default async function setup() {
  mkdirSync(KEPT, { recursive: true });
  // Of whoever runs the tests: the hosts of a test bed would ask that cluster.
  delete process.env.KUBECONFIG;
  process.env.TMPDIR = folderIn(tmpdir(), 'hubwright-tests');
  process.env.HUBWRIGHT_TESTED = folderIn(KEPT, 'tested');
  await layOut(process.env.HUBWRIGHT_TESTED);
}

/** As the package is: started from there, a command takes half the time. */
async function layOut(folder) {
  const { bundle } = await tsImport('./package/bundle.ts', import.meta.url);
  await bundle(join(folder, 'build'), { 'vm-host': 'testbed/vm-host.ts' });
  const commands = ['cdk8s-synth', 'entry', 'hubwright', 'load'].map((it) => `cli/${it}.js`);
  for (const path of ['package.json', ...commands]) cpSync(join(import.meta.dirname, path), join(folder, path));
  symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'));
}

/** A folder of this process. Those of ended processes go. */
function folderIn(parent, name) {
  for (const found of readdirSync(parent)) {
    const pid = new RegExp(`^${name}-(\\d+)-`).exec(found)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(parent, found));
  }
  const folder = mkdtempSync(join(parent, `${name}-${process.pid}-`));
  // Some tests act as another user.
  chmodSync(folder, 0o711);
  process.once('exit', () => remove(folder));
  return folder;
}

/** What cannot be removed, as it is still mounted or in use, does not make tests fail. */
function remove(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
