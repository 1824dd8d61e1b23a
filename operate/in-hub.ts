import type * as z from 'zod';
import type { Host, HostError } from '../system/hosts/host.ts';

/**
 * The words that run a command in the hub's container, on a server as root.
 *
 * @param hasInput whether the command reads its standard input
 */
export function inHub(namespace: string, command: readonly string[], { hasInput = false } = {}): string[] {
  const exec = ['k3s', 'kubectl', 'exec', ...(hasInput ? ['-i'] : []), '-n', namespace];
  return [...exec, 'deploy/hub', '-c', 'hub', '--', ...command];
}

/**
 * What a program of Python answers that runs in the hub's container: JSON, in its last line, as the chart's own module prints
 * what it reads before.
 *
 * @param program the text of the program
 * @throws HostError if it cannot be run there, or fails
 */
export async function askInHub<T>(
  server: Host,
  {
    namespace,
    program,
    schema,
  }: { readonly namespace: string; readonly program: string; readonly schema: z.ZodType<T> },
  signal: AbortSignal,
): Promise<T> {
  const words = inHub(namespace, ['python3', '-'], { hasInput: true });
  const { stdout } = await server.run(words, { sudo: true, input: program, timeout: 60_000, signal });
  return schema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

/** What a command that failed in the hub's container said last, or why it could not be run there. */
export function saidInHub({ printed, what }: HostError): string {
  return printed.findLast((line) => !/^command terminated with exit code \d+$/.test(line.trim())) ?? what;
}
