import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { ConfigurableProxy } from 'configurable-http-proxy';
import { fromPreview } from '../from-preview.ts';
import { Gate, type GateOptions } from './gate.ts';
import { guard } from './guard.ts';

/** What the preview passes to the proxy. Ports are on 127.0.0.1. */
export interface ProxySettings {
  readonly gate: GateOptions;
  readonly apiPort: number;
  readonly hubPort: number;
  /** The hub shows it to the proxy. */
  readonly token: string;
  /** The proxy shows it to the hub, with what came through the gate. */
  readonly passed: string;
}

const { gate, apiPort, hubPort, token, passed } = await fromPreview<ProxySettings>();
const hub = `http://127.0.0.1:${hubPort}`;
const proxy = new ConfigurableProxy({
  authToken: token,
  defaultTarget: hub,
  errorTarget: `${hub}/hub/error`,
  xfwd: true,
  prependPath: true,
  includePrefix: true,
});
proxy.proxy.on(
  'proxyReq',
  (toHub: ClientRequest, _: IncomingMessage, _answer: ServerResponse, { target }: { target: URL }) => {
    if (target.port === String(hubPort)) toHub.setHeader('x-hubwright-passed', passed);
  },
);
guard(proxy.proxyServer, new Gate(gate));
for (const [server, port] of [[proxy.proxyServer, gate.port] as const, [proxy.apiServer, apiPort] as const]) {
  server.once('error', (error) => {
    console.error(error.message); // the port was taken since it was tried
    process.exit(1);
  });
  server.listen(port, '127.0.0.1');
}
// As configurable-http-proxy does it: a connection that breaks ends nothing but itself.
process.on('uncaughtException', (error) => console.error(error));
