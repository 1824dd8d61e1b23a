import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { UserError } from '../system/user-error.ts';

/**
 * Neither what systems give out by themselves (Linux from 32768 on, macOS from 49152 on) nor what Kubernetes gives Services
 * (from 30000 on): any of these could be another program's by the time it is used.
 */
const pick = () => randomInt(20_000, 30_000);
const TRIES = 100;
/** How often programs are started anew: that a port is taken meanwhile is rare. */
const STARTS = 3;
/** What Node.js and Python say of a port that another program has. */
const IN_USE = /EADDRINUSE|Address already in use/;

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

/**
 * Does something with ports that nothing listens on, each another one, and again with others where a program has taken one
 * of them meanwhile.
 *
 * @param but a port that is none of them
 */
export async function withFreePorts<T>(
  but: number,
  what: (first: number, second: number) => Promise<T>,
  candidate = pick,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const [first, second] = await differentPorts(but, candidate);
    try {
      return await what(first, second);
    } catch (error) {
      if (tries === STARTS || !(error instanceof Error && IN_USE.test(error.message))) throw error;
    }
  }
}

async function differentPorts(but: number, candidate: () => number): Promise<[number, number]> {
  for (;;) {
    const ports: [number, number] = [await freePort(candidate), await freePort(candidate)];
    if (new Set([but, ...ports]).size === 3) return ports;
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
