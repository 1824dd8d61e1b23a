import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { Page, WebSocket } from 'playwright-core';
import { Sockets } from './sockets.ts';

type Event = 'framereceived' | 'socketerror';

/** The sockets of a page whose WebSockets have had these events, one socket each. */
function sockets(events: readonly Event[]): Sockets {
  const page = new EventEmitter();
  const found = new Sockets(page as unknown as Page);
  for (const event of events) {
    const socket = new EventEmitter();
    page.emit('websocket', socket as unknown as WebSocket);
    socket.emit(event, 'Unexpected response code: 400');
  }
  return found;
}

const REFUSED = 'socketerror';

test.each<[readonly Event[], boolean]>([
  [[], true],
  [[REFUSED, REFUSED], true],
  [[REFUSED, REFUSED, REFUSED], false],
  // The server was stopped, or one try got lost.
  [['framereceived', REFUSED, REFUSED, REFUSED], true],
  [[REFUSED, REFUSED, REFUSED, 'framereceived'], true],
])('WebSockets with %j: fine %j', (events, isFine) => {
  const check = () => sockets(events).check();
  if (isFine) expect(check).not.toThrow();
  else expect(check).toThrow('no kernel answers: Unexpected response code: 400.');
});
