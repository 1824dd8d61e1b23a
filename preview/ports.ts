import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { UserError } from '../system/user-error.ts';

/**
 * Neither what systems give out by themselves (Linux from 32768 on, macOS from 49152 on) nor what Kubernetes gives Services
 * (from 30000 on): any of these could be another program's by the time it is used.
 */
const pick = () => randomInt(20_000, 30_000);
const TRIES = 100;

/** A port of 127.0.0.1 that nothing listens on, and that no program is given which asks for any. */
export async function freePort(candidate = pick): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = candidate();
    try {
      await listenOnce(port);
      return port;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/** Makes sure that a port of 127.0.0.1 can be listened on. */
export async function checkPort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new UserError(`port ${port} is in use by another program`, {
        fix: `Choose another: \`npx hubwright preview --port ${port + 1}\``,
      });
    }
    if (code === 'EACCES') {
      throw new UserError(`port ${port} needs administrator rights`, {
        fix: 'Choose one above 1023: `npx hubwright preview --port 8000`',
      });
    }
    throw error;
  }
}

function listenOnce(port: number): Promise<void> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done()));
  });
}
