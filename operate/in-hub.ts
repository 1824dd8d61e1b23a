/**
 * The words that run a command in the hub's container, on a server as root.
 *
 * @param hasInput whether the command reads its standard input
 */
export function inHub(namespace: string, command: readonly string[], { hasInput = false } = {}): string[] {
  const exec = ['k3s', 'kubectl', 'exec', ...(hasInput ? ['-i'] : []), '-n', namespace];
  return [...exec, 'deploy/hub', '-c', 'hub', '--', ...command];
}
