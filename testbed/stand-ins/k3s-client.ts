import { type Agent, request } from 'node:https';

export interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Asks an API over TLS. With a CA the server has to be the one that the CA vouches for. */
export function ask(
  url: string,
  options: {
    readonly method?: string;
    readonly body?: string;
    readonly authorization?: string;
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    /** Keeps the connection; each request has its own without one. */
    readonly agent?: Agent;
  } = {},
): Promise<Answer> {
  const { body, authorization, ca, ...rest } = options;
  return new Promise((done, fail) => {
    const asked = request(
      url,
      {
        ...rest,
        ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
        headers: authorization === undefined ? {} : { authorization },
        timeout: 15_000,
        agent: options.agent ?? false,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => {
          text += part;
        });
        response.on('end', () => done({ code: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', fail).on('timeout', () => asked.destroy(new Error('i/o timeout')));
    asked.end(body);
  });
}
