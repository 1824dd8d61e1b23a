import { expect, it } from '@jest/globals';
import { CommandError, type FailureReason, type Run } from '../../system/exec.ts';
import { findBuilder } from './builder.ts';

/** A machine on which commands fail as given, and all others succeed. */
function machine(failures: Record<string, FailureReason | string>): Run {
  return async (command, args) => {
    const line = [command, ...args].join(' ');
    const found = Object.entries(failures).find(([start]) => line.startsWith(start))?.[1];
    if (found === undefined) return { exitCode: 0, stdout: '', stderr: '' };
    const known = found === 'missing' || found === 'timeout';
    throw new CommandError(line, known ? found : 'exit', known ? undefined : 1, '', known ? '' : found);
  };
}

it('takes docker, then podman, then buildah', async () => {
  expect(await findBuilder(machine({}))).toBe('docker');
  expect(await findBuilder(machine({ docker: 'missing' }))).toBe('podman');
  expect(await findBuilder(machine({ docker: 'missing', podman: 'missing' }))).toBe('buildah');
});

it('takes the one asked for, though another comes first', async () => {
  expect(await findBuilder(machine({}), 'buildah')).toBe('buildah');
});

it('does not take a docker client for a docker engine', async () => {
  const failures = { 'docker version': 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' };
  expect(await findBuilder(machine(failures))).toBe('podman');
  await expect(findBuilder(machine(failures), 'docker')).rejects.toMatchObject({
    name: 'UserError',
    message:
      'docker cannot build here:\n  docker: the client is installed, but no engine answers (Cannot connect to the Docker daemon at unix:///var/run/docker.sock.)',
    fix: expect.stringContaining('Start Docker'),
  });
});

it('says of each builder why it does not work', async () => {
  const failures = {
    'docker buildx': "docker: 'buildx' is not a docker command.",
    'podman info': 'timeout',
    buildah: 'missing',
  };
  await expect(findBuilder(machine(failures))).rejects.toMatchObject({
    message: [
      'no program to build images works on this machine:',
      "  docker: its plugin buildx is missing (docker: 'buildx' is not a docker command.)",
      '  podman: it does not work (no answer in 30 seconds)',
      '  buildah: not installed',
    ].join('\n'),
    fix: expect.stringContaining('apt-get install podman'),
  });
});
