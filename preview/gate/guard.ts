import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer, Gate } from './gate.ts';

/** Puts a gate in front of all that a server answers so far, WebSockets too. */
export function guard(server: Server, gate: Gate): void {
  const requests = taken(server, 'request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const answer = gate.answer(request);
    if (answer === undefined) return void requests.emit(request, response);
    const { status, headers, body } = asHttp(answer);
    response.writeHead(status, headers).end(body);
  });
  const upgrades = taken(server, 'upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const answer = gate.answer(request);
    if (answer === undefined) return void upgrades.emit(request, socket, head);
    socket.on('error', () => undefined);
    const { status, headers, body } = asHttp(answer);
    const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
  });
}

/** The listeners that a server has, which it has no longer. */
function taken(server: Server, event: string) {
  const listeners = server.rawListeners(event);
  server.removeAllListeners(event);
  return {
    emit: (...args: unknown[]) => {
      for (const listener of listeners) listener.apply(server, args);
    },
  };
}

function asHttp(answer: Answer) {
  const common = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };
  if ('location' in answer) {
    const headers = { ...common, location: answer.location, 'set-cookie': answer.cookie, 'content-length': 0 };
    return { status: 302, headers, body: '' };
  }
  const body = `${answer.refusal}\n`;
  const length = Buffer.byteLength(body);
  return {
    status: 403,
    headers: { ...common, 'content-type': 'text/plain; charset=utf-8', 'content-length': length },
    body,
  };
}
