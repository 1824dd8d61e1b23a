declare module 'configurable-http-proxy' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:http';

  /** The part of it that the preview uses; the package has no types. */
  export class ConfigurableProxy {
    constructor(options: {
      readonly authToken: string;
      readonly defaultTarget: string;
      readonly errorTarget: string;
      readonly xfwd: boolean;
      readonly prependPath: boolean;
      readonly includePrefix: boolean;
    });
    /** Where browsers go. */
    readonly proxyServer: Server;
    /** Where the hub tells of servers. */
    readonly apiServer: Server;
    /** What passes requests on, of http-proxy-3. */
    readonly proxy: EventEmitter;
  }
}
