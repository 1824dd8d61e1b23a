import { createServer } from 'node:net';
import { UserError } from '../system/user-error.ts';

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  return await listenOnce(0);
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

function listenOnce(port: number): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : port));
    });
  });
}
