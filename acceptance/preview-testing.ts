import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { HUBWRIGHT } from '../testbed/program.ts';
import { withSharedEnvironments } from '../testbed/shared-environments.ts';
import { testPort } from '../testbed/test-port.ts';
import { testProject } from '../testbed/test-project.ts';

/** A project whose preview runs. */
export interface Previewed {
  readonly project: string;
  /** The link that it printed. */
  readonly url: string;
  /** Ends the preview, and removes the project. */
  stop(): Promise<void>;
}

/**
 * Starts the preview of a project of its own, with the settings that are shipped.
 *
 * @param second what user2 is called, who has the password `user2`
 */
export async function startPreview(second = 'user2'): Promise<Previewed> {
  const project = testProject();
  const users = join(project, 'users.yaml');
  writeFileSync(users, readFileSync(users, 'utf8').replace('  user2:', `  ${second}:`));
  const port = String(await testPort());
  return withSharedEnvironments(project, async () => {
    const hub = spawn(process.execPath, [HUBWRIGHT, 'preview', '--json', '--port', port], {
      cwd: project,
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const stop = async () => {
      const ended = new Promise((done) => hub.once('exit', done));
      hub.kill('SIGINT');
      await ended;
      rmSync(project, { recursive: true });
    };
    for await (const line of createInterface({ input: hub.stdout })) {
      return { project, url: (JSON.parse(line) as { ready: string }).ready, stop };
    }
    throw new Error('the preview ended before it was ready');
  });
}
