import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CommandError, forDisplay, run } from './exec.ts';

const node = (script: string, ...args: string[]) => ['-e', script, ...args];
const timeout = 600_000;

async function failure(promise: Promise<unknown>): Promise<CommandError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CommandError) return error;
  throw new Error('expected a CommandError', { cause: error });
}

describe('run', () => {
  it('returns both streams without the last newline', async () => {
    const script = 'console.log("out\\nmore"); console.error("err")';
    expect(await run(process.execPath, node(script), { timeout })).toEqual({
      exitCode: 0,
      stdout: 'out\nmore',
      stderr: 'err',
    });
  });

  it('gives arguments as they are, without a shell', async () => {
    const args = ['$HOME', "it's", '', '*', '; exit 3'];
    const { stdout } = await run(
      process.execPath,
      node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args),
      { timeout },
    );
    expect(JSON.parse(stdout)).toEqual(args);
  });

  it('puts output into a file, byte by byte, for its owner alone', async () => {
    const outputFile = join(mkdtempSync(join(tmpdir(), 'hubwright-exec-')), 'out');
    const bytes = node('process.stdout.write(Buffer.from([0, 255, 13, 10])); console.error("noted")');
    const result = await run(process.execPath, bytes, { timeout, outputFile });
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: 'noted' });
    expect([...readFileSync(outputFile)]).toEqual([0, 255, 13, 10]);
    expect(statSync(outputFile).mode & 0o777).toBe(0o600);
  });

  it('tells a file that cannot take the output from a command that failed', async () => {
    const error = await failure(run('head', ['-c', '100000', '/dev/zero'], { timeout, outputFile: '/dev/full' }));
    expect(error.reason).toBe('output');
    expect(error.message).toContain('head -c 100000 /dev/zero: its output could not be written on this machine');
  });

  it('takes a limit that is longer than any timer', async () => {
    expect((await run(process.execPath, node('console.log(1)'), { timeout: 2 ** 43 })).stdout).toBe('1');
  });

  it('passes input, and ends standard input where there is none', async () => {
    const cat = node('process.stdin.pipe(process.stdout)');
    expect((await run(process.execPath, cat, { timeout, input: 'größer' })).stdout).toBe('größer');
    expect((await run(process.execPath, cat, { timeout, input: '' })).stdout).toBe('');
    expect((await run(process.execPath, cat, { timeout })).stdout).toBe('');
  });

  it('gives a file, and tells how much of it was taken', async () => {
    const inputFile = join(mkdtempSync(join(tmpdir(), 'hubwright-exec-')), 'in');
    writeFileSync(inputFile, Buffer.alloc(3_000_000, 7));
    const counts: number[] = [];
    const count = { timeout, inputFile, onInput: (bytes: number) => counts.push(bytes) };
    expect((await run('wc', ['-c'], count)).stdout).toBe('3000000');
    expect(counts.at(-1)).toBe(3_000_000);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    for (const missing of [`${inputFile}.none`, tmpdir()]) {
      const error = await failure(run('wc', ['-c'], { timeout, inputFile: missing }));
      expect(error.reason).toBe('input');
      expect(error.message).toContain('wc -c: its input file could not be read');
    }
  });

  it('adds to the environment and runs in the given folder', async () => {
    const script = 'console.log(process.env.ADDED, Boolean(process.env.PATH), process.cwd())';
    const { stdout } = await run(process.execPath, node(script), { timeout, env: { ADDED: 'yes' }, cwd: '/' });
    expect(stdout).toBe('yes true /');
  });

  it('passes each line on as it comes, also those that a progress bar overwrites', async () => {
    const lines: string[] = [];
    const script = `
      process.stdout.write("pull 1%\\rpull ");
      setTimeout(() => { process.stdout.write("99%\\r\\n\\nlast"); console.error("warned"); }, 50);`;
    await run(process.execPath, node(script), { timeout, onLine: (line, stream) => lines.push(`${stream} ${line}`) });
    expect(lines.filter((line) => line.startsWith('stdout'))).toEqual([
      'stdout pull 1%',
      'stdout pull 99%',
      'stdout last',
    ]);
    expect(lines).toContain('stderr warned');
  });

  it('keeps a character that arrives in two pieces', async () => {
    const script = `
      const euro = Buffer.from("€");
      process.stdout.write(euro.subarray(0, 1));
      setTimeout(() => process.stdout.write(euro.subarray(1)), 50);`;
    expect((await run(process.execPath, node(script), { timeout })).stdout).toBe('€');
  });

  it('keeps the end of a long output that is listened to, and all of one that is not', async () => {
    const script = 'for (let i = 0; i < 30; i++) process.stdout.write("x".repeat(1e6)); process.stdout.write("end")';
    const length = async (onLine?: () => void) => {
      const { stdout } = await run(process.execPath, node(script), { timeout, ...(onLine && { onLine }) });
      expect(stdout.endsWith('xend')).toBe(true);
      return stdout.length;
    };
    expect([await length(() => {}), await length()]).toEqual([10_000_000, 30_000_003]);
  });

  it('fails where an output is too long to be kept whole, and ends the command', async () => {
    const script = 'const more = () => process.stdout.write("x".repeat(1e6), more); more()';
    const error = await failure(run(process.execPath, node(script), { timeout }));
    expect(error).toMatchObject({ reason: 'excess', exitCode: undefined });
    expect(error.message).toMatch(/: it printed more than 100 MB$/);
  });

  it('returns an exit code that the caller takes as an answer', async () => {
    const { exitCode } = await run(process.execPath, node('process.exit(4)'), { timeout, allow: [4] });
    expect(exitCode).toBe(4);
  });
});

describe('a failing command', () => {
  it('says the command, the exit code and the last lines, and never input or environment', async () => {
    const script = 'process.stdin.on("data", () => { console.error("no\\nspace left"); process.exit(3); })';
    const options = { timeout, input: 'swordfish', env: { PASS: 'tuna' } };
    const error = await failure(run(process.execPath, node(script), options));
    expect(error).toMatchObject({ reason: 'exit', exitCode: 3, lastLines: ['no', 'space left'] });
    expect(error.message).toMatch(/: exit code 3\n {2}no\n {2}space left$/);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/swordfish|tuna/);
    expect(error.cause).toBeUndefined();
  });

  it('shows standard output if nothing was said on standard error', async () => {
    const error = await failure(run(process.execPath, node('console.log("why"); process.exit(1)'), { timeout }));
    expect(error.lastLines).toEqual(['why']);
  });

  it('is ended at its timeout', async () => {
    const error = await failure(run(process.execPath, node('setInterval(() => {}, 1000)'), { timeout: 300 }));
    expect(error.reason).toBe('timeout');
    expect(error.message).toContain('timed out');
  });

  it('is ended by the abort signal', async () => {
    const stop = new AbortController();
    const started = run(process.execPath, node('console.log("up"); setInterval(() => {}, 1000)'), {
      timeout,
      signal: stop.signal,
      onLine: () => stop.abort(),
    });
    expect((await failure(started)).reason).toBe('aborted');
  });

  it('is distinguished from a program that does not exist', async () => {
    const error = await failure(run('hubwright-no-such-program', ['--version'], { timeout }));
    expect(error).toMatchObject({ reason: 'missing', exitCode: undefined });
    expect(error.message).toBe('hubwright-no-such-program --version: program not found, or it cannot be started');
  });

  /** Ends at once, and leaves something that holds its output; that says so, and goes on until a file is gone. */
  const leaving = (alive: string) => {
    const script =
      '(while kill -0 $$ 2>/dev/null; do :; done; echo alone; while [ -e "$1" ]; do sleep 1; done) & echo out';
    return ['-c', script, 'sh', alive];
  };

  it.each(['timeout', 'aborted'])(
    'is not waited for longer than its limit by what it leaves behind: %s',
    async (reason) => {
      const alive = join(mkdtempSync(join(tmpdir(), 'hubwright-exec-')), 'alive');
      writeFileSync(alive, '');
      const stop = new AbortController();
      const onLine = (line: string) => line === 'alone' && reason === 'aborted' && stop.abort();
      const limit = reason === 'timeout' ? 100 : timeout;
      const error = await failure(run('sh', leaving(alive), { timeout: limit, onLine, signal: stop.signal }));
      rmSync(alive);
      expect(error.reason).toBe(reason);
    },
  );

  it('is distinguished from one that a signal ended', async () => {
    const error = await failure(run(process.execPath, node('process.kill(process.pid, "SIGKILL")'), { timeout }));
    expect(error.reason).toBe('ended');
  });
});

it('forDisplay quotes what a shell would change', () => {
  expect(forDisplay('buildah', ['bud', '--build-arg', "BASE=it's $1", ''])).toBe(
    "buildah bud --build-arg 'BASE=it'\\''s $1' ''",
  );
});
