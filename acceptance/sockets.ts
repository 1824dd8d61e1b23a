import type { Page, WebSocket } from 'playwright-core';
import { StepFailure } from './journey.ts';

/** As often as JupyterLab tries again within a few seconds. */
const ENOUGH = 3;

/** The WebSockets of a page, over which JupyterLab talks to kernels: what is between may pass on everything but them. */
export class Sockets {
  private answered = false;
  private readonly refusals: string[] = [];

  constructor(page: Pick<Page, 'on'>) {
    page.on('websocket', (socket: Pick<WebSocket, 'on'>) => {
      socket.on('framereceived', () => {
        this.answered = true;
      });
      socket.on('socketerror', (why) => this.refusals.push(why));
    });
  }

  /** @throws StepFailure if none of several got through, and never did */
  check(): void {
    if (this.answered || this.refusals.length < ENOUGH) return;
    throw new StepFailure(
      `WebSockets do not get through, so that no kernel answers: ${this.refusals.at(-1)}.\n` +
        'A proxy or Ingress controller in front of the hub has to pass them on.',
    );
  }
}
