import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testProject } from '../cli/test-project.ts';
import { hashPassword } from '../system/phc.ts';

/** How long a synth takes, and how much memory: `npm run bench`. Nothing here is a test; machines differ. */
const RUNS = 7;
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("rss="+process.resourceUsage().maxRSS))';

interface Figures {
  /** Median wall time. */
  readonly seconds: number;
  /** Median of the peak resident memory. */
  readonly mebibytes: number;
}

function measure(folder: string, command: string, args: readonly string[]): Figures {
  const runs = Array.from({ length: RUNS + 1 }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
    return {
      seconds: (performance.now() - start) / 1000,
      mebibytes: Number(/rss=(\d+)/.exec(stderr)?.[1] ?? 0) / 1024,
    };
  }).slice(1);
  return { seconds: median(runs.map((it) => it.seconds)), mebibytes: median(runs.map((it) => it.mebibytes)) };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Runs an app as `cdk8s.yaml` says, without the CLI. */
const app = (folder: string, file: string) =>
  measure(folder, process.execPath, ['--import', 'tsx', '--import', REPORT_MEMORY, file]);

async function crowd(count: number): Promise<string> {
  const hash = await hashPassword('bench');
  // Every user has another hash, as in life: otherwise the manifests would compress too well.
  const salted = (i: number) =>
    hash.replace(/\$[^$]+$/, `$${Buffer.from(`${i}`.padStart(32, '.')).toString('base64').replace(/=+$/, '')}`);
  const lines = Array.from(
    { length: count },
    (_, i) => `  user${i}:\n    password: ${salted(i)}\n    groups: [class-${i % 20}]`,
  );
  return `users:\n  admin:\n    password: ${hash}\n    admin: true\n${lines.join('\n')}\n`;
}

const folder = testProject();
try {
  mkdirSync(join(folder, 'empty'));
  writeFileSync(
    join(folder, 'empty', 'main.ts'),
    "import { App, Chart } from 'cdk8s';\nconst app = new App({ outdir: 'out' });\nnew Chart(app, 'empty');\napp.synth();\n",
  );
  const empty = app(folder, 'empty/main.ts');
  const poc = app(folder, 'main.ts');
  const whole = measure(folder, 'npm', ['run', '-s', 'synth']);
  writeFileSync(join(folder, 'users.yaml'), await crowd(2));
  const two = app(folder, 'main.ts');
  writeFileSync(join(folder, 'users.yaml'), await crowd(10_000));
  const many = app(folder, 'main.ts');
  const row = (name: string, { seconds, mebibytes }: Figures, note = '') =>
    console.log(
      `${name.padEnd(34)} ${seconds.toFixed(2).padStart(6)} s ${mebibytes.toFixed(0).padStart(6)} MiB  ${note}`,
    );
  console.log(`median of ${RUNS} runs`);
  row('an empty cdk8s app', empty);
  row('the proof of concept', poc, `${(poc.seconds / empty.seconds).toFixed(2)} times the empty app`);
  row('2 users', two);
  row('10,000 users', many, `${(many.seconds / two.seconds).toFixed(2)} times 2 users`);
  console.log(`${'npm run synth, whole'.padEnd(34)} ${whole.seconds.toFixed(2).padStart(6)} s`);
} finally {
  rmSync(folder, { recursive: true });
}
