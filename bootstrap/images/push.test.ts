import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CommandError, forDisplay, type Run } from '../../system/exec.ts';
import type { BuilderName } from './builder.ts';
import { type PushOptions, pushImage } from './push.ts';
import type { ShippedImage } from './ship-plan.ts';

const reference = 'registry.example.com:5000/hub/notebook:0123456789abcdef';
const login = { username: 'robot', password: 'p4ss:w0rd' };
const tar = (architecture: string) => ({ path: `/images/notebook-${architecture}.tar`, bytes: 1e9, sha256: 'aa' });
const image = (...architectures: ('amd64' | 'arm64')[]): ShippedImage => ({
  title: 'science',
  name: 'notebook',
  digest: '0123456789abcdef',
  reference,
  folder: 'image/notebook',
  base: undefined,
  alsoInUse: [],
  tars: new Map(architectures.map((it) => [it, tar(it)])),
});

/** A builder that notes what it is given, and what the file of logins holds while it runs. */
function fakeBuilder(failure?: string) {
  const commands: string[] = [];
  const logins: { text: string; mode: number; path: string }[] = [];
  const environments: unknown[] = [];
  const fake: Run = async (command, args, { env, onLine }) => {
    commands.push(forDisplay(command, args).replaceAll(/\S*hubwright-\d+-\w+/g, 'LOGIN'));
    const path = args.find((word) => /\/hubwright-\d+-/.test(word))?.replace(/(\/config\.json)?$/, '/config.json');
    if (path) logins.push({ path, text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 });
    if (args.includes('push')) {
      environments.push(env);
      onLine?.('Copying blob 1', 'stderr');
      if (failure !== undefined) throw new CommandError(`${command} push`, 'exit', 1, '', failure);
    }
    return { exitCode: 0, stdout: args[0] === 'context' ? 'unix:///home/ada/.colima/docker.sock' : '', stderr: '' };
  };
  return { run: fake, commands, logins, environments };
}

const push = async (builder: BuilderName, change: Partial<PushOptions> & { failure?: string } = {}) => {
  const fake = fakeBuilder(change.failure);
  const pushed = await pushImage(image('amd64'), { run: fake.run, builder, login, ...change }).catch((e) => e);
  return { ...fake, pushed };
};

describe('a push', () => {
  const load = '/images/notebook-amd64.tar';
  const expected: Record<BuilderName, string[]> = {
    docker: [
      `docker load --input ${load}`,
      "docker context inspect --format '{{.Endpoints.docker.Host}}'",
      `docker --config LOGIN push ${reference}`,
    ],
    podman: [`podman load --input ${load}`, `podman push --authfile LOGIN/config.json ${reference}`],
    buildah: [`buildah pull docker-archive:${load}`, `buildah push --authfile LOGIN/config.json ${reference}`],
  };

  it.each(Object.keys(expected) as BuilderName[])(
    'with %s gives the login in a file of its own, for one run',
    async (builder) => {
      const { commands, logins, pushed } = await push(builder);
      expect(pushed).toBe(`pushed ${reference}`);
      expect(commands).toEqual(expected[builder]);
      expect(commands.join()).not.toContain(login.password);
      const auth = Buffer.from('robot:p4ss:w0rd').toString('base64');
      expect(logins).toEqual([
        {
          path: expect.any(String),
          text: JSON.stringify({ auths: { 'registry.example.com:5000': { auth } } }),
          mode: 0o600,
        },
      ]);
      expect(existsSync(logins[0]?.path ?? '')).toBe(false);
    },
  );

  it('with docker keeps to the engine of the user', async () => {
    expect((await push('docker')).environments).toEqual([{ DOCKER_HOST: 'unix:///home/ada/.colima/docker.sock' }]);
  });

  it.each(['podman', 'buildah'] as const)(
    'with %s trusts the company beside the system, and all else as without',
    async (builder) => {
      const { environments, commands } = await push(builder, { authorities: 'PEM' });
      expect(environments).toEqual([{ SSL_CERT_DIR: expect.stringMatching(/^\/etc\/ssl\/certs:.*\/hubwright-/) }]);
      expect(commands).toEqual(expected[builder]);
    },
  );

  it('with docker cannot make its daemon trust anybody', async () => {
    const { environments } = await push('docker', { authorities: 'PEM', login: undefined });
    expect(environments).toEqual([{}]);
  });

  it('without a login uses those of the builder', async () => {
    const { commands } = await push('docker', { login: undefined });
    expect(commands).toEqual([`docker load --input ${load}`, `docker push ${reference}`]);
  });

  it('of an image for two architectures has to know which', async () => {
    const options = { ...fakeBuilder(), builder: 'podman' } as const;
    await expect(pushImage(image('amd64', 'arm64'), options)).rejects.toMatchObject({
      message: 'science is built for amd64 and arm64, and a tag in a registry holds only one',
      exitCode: 2,
    });
    await pushImage(image('amd64', 'arm64'), { ...options, architecture: 'arm64' });
    expect(options.commands[0]).toBe('podman load --input /images/notebook-arm64.tar');
    await expect(pushImage(image('amd64'), { ...options, architecture: 'arm64' })).rejects.toMatchObject({
      fix: 'Run `npx hubwright image build science --arch arm64` first.',
    });
  });
});

describe('a push that fails tells', () => {
  const failures = {
    'that the login is refused': ['unauthorized: authentication required', 'refuses the login', 'registry.credentials'],
    'that the certificate is not trusted': ['x509: certificate signed by unknown authority', 'certificate', 'certs.d'],
    'that nothing answers': ['dial tcp: lookup registry.example.com: no such host', 'does not answer', 'registry.push'],
    'that a disk is full': ['write /blob: no space left on device', 'a disk is full', 'Free space'],
    'what else there was': ['manifest blob unknown', 'manifest blob unknown', 'Run the same command again'],
  } as const;

  it.each(Object.keys(failures) as (keyof typeof failures)[])('%s, and leaves no login behind', async (name) => {
    const [failure, message, fix] = failures[name];
    const { pushed, logins } = await push('podman', { failure });
    expect(pushed).toMatchObject({ name: 'UserError', fix: expect.stringContaining(fix) });
    expect(pushed.message).toContain(`${reference} was not pushed: `);
    expect(pushed.message).toContain(message);
    expect(pushed.message).not.toContain(login.password);
    expect(existsSync(logins[0]?.path ?? '')).toBe(false);
  });
});
