import type { HostError } from '../system/hosts/host.ts';

/**
 * The words that run a command in the hub's container, on a server as root.
 *
 * @param hasInput whether the command reads its standard input
 */
export function inHub(namespace: string, command: readonly string[], { hasInput = false } = {}): string[] {
  const exec = ['k3s', 'kubectl', 'exec', ...(hasInput ? ['-i'] : []), '-n', namespace];
  return [...exec, 'deploy/hub', '-c', 'hub', '--', ...command];
}

/** What a command that failed in the hub's container said last, or why it could not be run there. */
export function saidInHub({ printed, what }: HostError): string {
  return printed.findLast((line) => !/^command terminated with exit code \d+$/.test(line.trim())) ?? what;
}
