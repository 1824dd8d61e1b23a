import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../system/phc.ts';

/*
 * How much processor time it takes to start, and to synthesize, in a project that has the package: `npm run bench`. The
 * runs take turns, so that a machine that is busy for a while is busy for all. Nothing here is a test; machines differ.
 */
const ROUNDS = 7;
const ROOT = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'hubwright-bench-'));
const COMMAND = join(scratch, 'node_modules/hubwright/cli/hubwright.js');
const EMPTY_APP =
  "import { App, Chart } from 'cdk8s';\nconst app = new App();\nnew Chart(app, 'empty');\napp.synth();\n";

interface Measured {
  readonly name: string;
  readonly folder: string;
  readonly argv: readonly string[];
  /** What it is compared with, and how many times that it may take. */
  readonly against?: readonly [name: string, limit: number];
}

/** The package as npm installs it, with the dependencies of this checkout. */
function installPackage(): void {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: ROOT });
  const [tarball = ''] = readdirSync(scratch);
  execFileSync('tar', ['-xzf', tarball], { cwd: scratch });
  mkdirSync(join(scratch, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((it) => it !== '.bin')) {
    symlinkSync(join(ROOT, 'node_modules', name), join(scratch, 'node_modules', name));
  }
  cpSync(join(scratch, 'package'), join(scratch, 'node_modules/hubwright'), { recursive: true });
  mkdirSync(join(scratch, 'node_modules/.bin'));
  symlinkSync(COMMAND, join(scratch, 'node_modules/.bin/hubwright'));
}

function makeProject(name: string, users?: string): string {
  const folder = join(scratch, name);
  execFileSync(process.execPath, [COMMAND, 'init', folder, '--example'], { stdio: 'ignore' });
  if (users !== undefined) writeFileSync(join(folder, 'users.yaml'), users);
  return folder;
}

function makeEmptyApp(): string {
  const folder = join(scratch, 'empty');
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.mjs'), EMPTY_APP);
  writeFileSync(join(folder, 'cdk8s.yaml'), 'language: typescript\napp: node main.mjs\n');
  return folder;
}

/** Every user has another hash, as in life: otherwise the manifests would compress too well. */
async function crowd(count: number): Promise<string> {
  const hash = await hashPassword('bench');
  const salted = (i: number) =>
    hash.replace(/\$[^$]+$/, `$${Buffer.from(`${i}`.padStart(32, '.')).toString('base64').replace(/=+$/, '')}`);
  const lines = Array.from(
    { length: count },
    (_, i) => `  user${i}:\n    password: ${salted(i)}\n    groups: [class-${i % 20}]`,
  );
  return `users:\n  admin:\n    password: ${hash}\n    admin: true\n${lines.join('\n')}\n`;
}

/** Seconds of processor time of a command and all that it starts, as bash counts them. */
function processorTime({ folder, argv }: Measured): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >"$OUT" 2>&1 || { cat "$OUT" >&2; exit 1; }';
  const { status, stderr } = spawnSync('bash', ['-c', script, 'bench', ...argv], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, OUT: join(scratch, 'output') },
  });
  if (status !== 0) throw new Error(`${argv.join(' ')}:\n${stderr}`);
  return stderr
    .trim()
    .split(' ')
    .reduce((sum, it) => sum + Number(it), 0);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

try {
  installPackage();
  const [poc, two, many] = [
    makeProject('poc'),
    makeProject('two', await crowd(2)),
    makeProject('many', await crowd(10_000)),
  ];
  const empty = makeEmptyApp();
  const node = process.execPath;
  const cdk8s = [node, join(scratch, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--check-upgrade=false'];
  const all: readonly Measured[] = [
    { name: 'node -e 0', folder: poc, argv: [node, '-e', '0'] },
    { name: 'hubwright --version', folder: poc, argv: [node, COMMAND, '--version'], against: ['node -e 0', 2] },
    { name: 'hubwright --help', folder: poc, argv: [node, COMMAND, '--help'], against: ['node -e 0', 2] },
    { name: 'hubwright user list', folder: poc, argv: [node, COMMAND, 'user', 'list'] },
    { name: 'empty cdk8s app', folder: empty, argv: [node, 'main.mjs'] },
    { name: 'hubwright synth', folder: poc, argv: [node, COMMAND, 'synth'], against: ['empty cdk8s app', 2] },
    { name: 'cdk8s-cli, empty app', folder: empty, argv: cdk8s },
    { name: 'npm run synth', folder: poc, argv: ['npm', 'run', '-s', 'synth'], against: ['cdk8s-cli, empty app', 1.1] },
    { name: 'synth, 2 users', folder: two, argv: [node, COMMAND, 'synth'] },
    { name: 'synth, 10,000 users', folder: many, argv: [node, COMMAND, 'synth'], against: ['synth, 2 users', 1.3] },
  ];
  const seconds = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  // What the first round finds in no cache does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const program of all) {
      const found = processorTime(program);
      if (round > 0) seconds.get(program.name)?.push(found);
    }
  }
  console.log(`processor time, median of ${ROUNDS} rounds, Node.js ${process.versions.node}`);
  const medianOf = (name: string) => median(seconds.get(name) ?? []);
  for (const { name, against } of all) {
    const ratio =
      against && `${(medianOf(name) / medianOf(against[0])).toFixed(2)} times ${against[0]} (aim: ${against[1]})`;
    console.log(`${name.padEnd(24)} ${medianOf(name).toFixed(2).padStart(6)} s  ${ratio ?? ''}`.trimEnd());
  }
} finally {
  rmSync(scratch, { recursive: true });
}
