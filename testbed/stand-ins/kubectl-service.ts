import { mkdirSync, rmSync } from 'node:fs';
import type { Agent } from 'node:https';
import { createServer } from 'node:net';
import { note, runFor } from './about.ts';
import { kubectl } from './kubectl.ts';

const SOCKET = '/run/testbed/kubectl.sock';

/**
 * Runs `kubectl get` for callers on this host, in the process that runs k3s: a test calls it hundreds of times, and Node.js
 * takes a tenth of a second to start. kubectl-get.pl asks. What a caller sends ends with its input; the words before it
 * each end with a NUL, and one that is empty ends them. The answer is `CODE BYTES-ON-STDOUT`, a newline, stdout and stderr.
 *
 * @param agent keeps the connections to the API, if that is in this process and so cannot be lost
 */
export function serveKubectl(agent?: Agent): void {
  mkdirSync('/run/testbed', { recursive: true });
  rmSync(SOCKET, { force: true });
  // The socket is root's, as the kubeconfig is.
  const mask = process.umask(0o077);
  createServer({ allowHalfOpen: true }, (socket) => {
    let asked = '';
    socket.setEncoding('utf8').on('data', (part) => {
      asked += part;
    });
    socket.on('end', async () => socket.end(await answer(asked, agent))).on('error', () => {});
  }).listen(SOCKET, () => process.umask(mask));
}

async function answer(asked: string, agent: Agent | undefined): Promise<string> {
  const end = asked.indexOf('\0\0');
  const words = asked.slice(0, end).split('\0');
  note(words);
  const said = { out: '', err: '' };
  const caller = {
    input: asked.slice(end + 2),
    out: (more: string) => {
      said.out += more;
    },
    err: (more: string) => {
      said.err += more;
    },
  };
  const code = await runFor(caller, () => kubectl(words.slice(words[0] === 'k3s' ? 2 : 1), agent));
  return `${code} ${Buffer.byteLength(said.out)}\n${said.out}${said.err}`;
}
