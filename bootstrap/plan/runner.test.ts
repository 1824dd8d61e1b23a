import { describe, expect, jest, test } from '@jest/globals';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { fakeHost } from '../testing.ts';
import { type Missing, put, wait } from './actions.ts';
import { knownOf } from './run-reported.ts';
import { runSteps } from './runner.ts';
import type { Action, Step, StepId } from './step.ts';
import { StepFailure } from './step-error.ts';
import { plainSteps } from './step-reporter.ts';

/** Of any kind: how steps are called is nothing to the runner. */
function step(id: string, needs: string[], run: Action['run'], isDone?: boolean): Step {
  const action = { command: `do ${id}`, run, ...(isDone === undefined ? {} : { isDone: () => isDone }) };
  const named = { id: id as StepId, needs: needs as StepId[] };
  return { ...named, title: `Do ${id}`, host: id.split('/')[1] ?? 'a', actions: [action] };
}

async function run(
  steps: readonly Step[],
  controller = new AbortController(),
  hostOf = (name: string) => fakeHost(name),
) {
  const known = knownOf();
  const lines: string[] = [];
  const hosts = new Map(['a', 'b'].map((name) => [name, hostOf(name)]));
  const reporter = plainSteps({ progress: (line) => lines.push(line.replace(/ \(.*/, '')) });
  const error = await runSteps(steps, { hosts, known, reporter, signal: controller.signal }).then(
    () => undefined,
    (found: unknown) => found,
  );
  return { lines, known, message: error instanceof Error ? error.message : '', error };
}

const nothing = async () => {};

describe('the runner', () => {
  test('runs what is independent side by side, and each step after those that it needs', async () => {
    const order: string[] = [];
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const { error, lines, known } = await run([
      step('one/a', [], () => gate.then(() => void order.push('one/a'))),
      step('one/b', [], async () => {
        order.push('one/b');
        release();
      }),
      step('two/a', ['one/a', 'one/b'], async () => void order.push('two/a'), false),
      step('three/a', ['two/a'], async () => void order.push('three/a'), true),
    ]);
    expect(error).toBeUndefined();
    expect(order).toEqual(['one/b', 'one/a', 'two/a']);
    expect(lines.slice(2)).toEqual(['done       two/a: Do two/a', 'unchanged  three/a: Do three/a']);
    expect(known.changes).toBe(1);
  });

  test('a note is shown beside what is waited for, and neither twice', async () => {
    const noting = step('one/a', [], async ({ progress, note }) => {
      for (let i = 0; i < 3; i++) progress('waiting: b');
      progress('nothing to keep');
      note('b was lost');
    });
    expect((await run([noting])).lines).toEqual([
      'waiting    one/a: b',
      'note       one/a: b was lost',
      'unchanged  one/a: Do one/a',
    ]);
  });

  test('tells every failure with host, step, command, output, cause and fix; what needs it is not begun', async () => {
    const argv = ['sh', '-s', '--', 'agent'];
    const failed = {
      reason: 'exit',
      argv,
      exitCode: 6,
      stderr: 'curl: (6) Could not resolve host: get.k3s.io',
    } as const;
    const { message, lines } = await run([
      step('install/a', [], async () => {
        throw new HostError(fakeHost('a'), failed);
      }),
      step('start/a', ['install/a'], nothing),
      step('nodes', ['start/a'], nothing),
      step('start/b', [], async () => {
        throw new StepFailure('k3s cannot start', 'msg="Node password rejected, duplicate hostname"');
      }),
    ]);
    expect(message).toBe(
      `a (root@a over SSH): Do install/a: exit code 6
  step     install/a
  command  sh -s -- agent
  |  curl: (6) Could not resolve host: get.k3s.io
  likely   the host cannot resolve names on the internet
  fix      Give it a name server (\`resolvectl status\` shows which it has), or set \`cluster.proxy\` or \`cluster.airgap\`; see docs/airgap.md.

b (root@b over SSH): Do start/b: k3s cannot start
  step     start/b
  command  do start/b
  |  msg="Node password rejected, duplicate hostname"
  likely   the cluster knows another host under this name: it was reinstalled, or two hosts share one name
  fix      If it was reinstalled, forget the old one on the first server: \`k3s kubectl delete node NAME\`.`,
    );
    expect(lines.sort()).toEqual([
      'FAILED     install/a: Do install/a',
      'FAILED     start/b: Do start/b',
      'skipped    nodes: Do nodes',
      'skipped    start/a: Do start/a',
    ]);
  });

  test('ends at once when it is interrupted', async () => {
    const controller = new AbortController();
    const look = async () => {
      setImmediate(() => controller.abort());
      return 'what never comes';
    };
    const waiting = wait({ waitFor: 'nothing', limit: 60_000, look });
    const { message, lines } = await run(
      [step('wait/a', [], waiting.run), step('more/a', ['wait/a'], nothing)],
      controller,
    );
    expect(message).toBe('interrupted');
    expect(lines).toEqual([
      'waiting    wait/a: what never comes',
      'skipped    wait/a: Do wait/a',
      'skipped    more/a: Do more/a',
    ]);
  });

  test('shows how much of a large file is sent', async () => {
    const bytes = 200_000_000;
    const write: Host['write'] = async (_, { onSent } = {}) => {
      for (const sent of [1, bytes / 20, bytes / 5, bytes / 4, bytes]) onSent?.(sent);
    };
    const file = (size: number) => {
      const content = { file: 'science.tar', bytes: size, sha256: async () => 'aa' };
      return put('a', { path: '/science.tar', mode: 0o644, content }).run;
    };
    const steps = [step('images/a', [], file(bytes), false), step('small/a', ['images/a'], file(1000), false)];
    expect((await run(steps, undefined, (name) => fakeHost(name, { write }))).lines).toEqual([
      'sending    images/a: 20 % of 200 MB',
      'sending    images/a: 100 % of 200 MB',
      'done       images/a: Do images/a',
      'done       small/a: Do small/a',
    ]);
  });

  test('sends large files to eight nodes at once, and the others wait for their turn', async () => {
    let [now, most] = [0, 0];
    let go = () => {};
    const eight = new Promise<void>((done) => {
      go = done;
    });
    const write = async () => {
      most = Math.max(most, ++now);
      if (now === 8) setImmediate(go);
      await eight;
      now--;
    };
    const content = { file: 'science.tar', bytes: 200_000_000, sha256: async () => 'aa' };
    const { run: write10 } = put('a', { path: '/science.tar', mode: 0o644, content });
    const steps = Array.from({ length: 10 }, (_, i) => step(`images-${i}/a`, [], write10, false));
    const { lines } = await run(steps, undefined, (name) => fakeHost(name, { write }));
    expect(most).toBe(8);
    expect(lines.filter((line) => line.endsWith('other nodes are being sent theirs first'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('done'))).toHaveLength(10);
  });

  test('a defect of ours keeps its stack', async () => {
    const defect = new TypeError('undefined is not a function');
    const { error } = await run([
      step('one/a', [], async () => {
        throw defect;
      }),
    ]);
    expect(error).toBe(defect);
  });

  test('a wait for an image says what keeps it', async () => {
    const waiting = wait({ waitFor: 'it', limit: 0, every: 1, look: async () => 'a-1 to import science from its tar' });
    const { message } = await run([step('nodes', [], waiting.run)]);
    expect(message).toContain('likely   k3s has not imported the tar of an image');
  });

  test('a wait has a limit, and says what was missing and what the host says of it', async () => {
    const waiting = wait({
      waitFor: 'a-1',
      limit: 600,
      every: 100,
      look: async () => 'a-1 to join',
      explain: async () => 'dial tcp 10.0.0.1:6443: connect: connection refused',
    });
    const { message } = await run([step('nodes', [], waiting.run)]);
    expect(message).toContain('timed out after 0.01 minutes waiting for a-1 to join');
    expect(message).toContain('likely   the host cannot reach port 6443 of the first server');
  });

  test('a wait goes on as long as other things happen meanwhile, and says so', async () => {
    const imports = (name: string) => ({ missing: 'a-1 to join', meanwhile: `k3s imports ${name}`, limit: 60_000 });
    const answers = [imports('a.tar'), imports('a.tar'), imports('b.tar'), undefined];
    const waiting = wait({ waitFor: 'a-1', limit: 0, every: 1, look: async () => answers.shift() });
    const { error, lines } = await run([step('nodes', [], waiting.run)]);
    expect(error).toBeUndefined();
    expect(lines).toEqual([
      'waiting    nodes: a-1 to join; k3s imports a.tar',
      'waiting    nodes: a-1 to join; k3s imports b.tar',
      'unchanged  nodes: Do nodes',
    ]);
  });

  test('a wait has its limit after what happened meanwhile, once', async () => {
    const importing = { missing: 'a-1 to join', meanwhile: 'k3s imports a.tar', limit: 200 };
    // It begins again and again; each look is at one of these times.
    const found = [0, 'a-1 to join', 90, importing, 280, 'a-1 to join', 300, importing, 381, 'a-1 to join'];
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    const look = async () => {
      clock.mockReturnValue(Number(found.shift()));
      return found.shift() as Missing;
    };
    const waiting = wait({ waitFor: 'a-1', limit: 100, every: 1, look });
    try {
      const { message } = await run([step('nodes', [], waiting.run)]);
      expect(message).toContain('timed out after 0 minutes waiting for a-1 to join\n');
    } finally {
      clock.mockRestore();
    }
    expect(found).toEqual([]);
  });

  test('a wait that shall hold looks again until it does', async () => {
    const answers = [undefined, 'gone again', undefined, undefined, undefined];
    let looks = 0;
    const waiting = wait({ waitFor: 'it', limit: 5000, every: 1, look: async () => answers[looks++], inARow: () => 3 });
    expect((await run([step('release', [], waiting.run)])).error).toBeUndefined();
    expect(looks).toBe(5);
  });
});
