import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SshHost } from '../../providers/ssh/ssh-host.ts';
import { loadPlatform } from '../../settings/load.ts';
import { folderWith, MINIMAL, USERS } from '../../settings/testing.ts';
import { run } from '../../system/exec.ts';
import type { HostFile, WriteOptions } from '../../system/hosts/host.ts';
import { HeldSsh } from '../../testbed/held-ssh.ts';
import { HUBWRIGHT } from '../../testbed/program.ts';
import { TestBed, whyNoTestBed } from '../../testbed/test-bed.ts';
import type { TestHost } from '../../testbed/test-host.ts';
import { until } from '../../testbed/until.ts';
import { tarName } from './build-plan.ts';
import { localTars } from './local-tars.ts';
import { type BuiltHere, imagesBuiltHere } from './platform-images.ts';
import { shipToNode } from './ship.ts';
import { IMAGE_FOLDER } from './ship-plan.ts';
import { writeImageTar } from './testing.ts';

/*
 * `image ship` as it is typed, on three hosts over real SSH; their k3s is a stand-in. As root on Linux, with
 * openssh-server and sudo.
 */

const NAMES = ['server-1', 'agent-1', 'agent-2'] as const;
const MB = 1_000_000;

const reason = whyNoTestBed();
if (reason !== undefined) console.warn(`Skipped, the shipping of images to hosts: ${reason}`);

(reason === undefined ? describe : describe.skip)('shipping to three hosts', () => {
  let bed: TestBed;
  let hosts: TestHost[];
  let project: string;
  let held: HeldSsh;

  beforeAll(async () => {
    bed = await TestBed.create();
    held = new HeldSsh(join(bed.dir, 'held'), join(bed.bin, 'ssh'));
    hosts = await bed.addAll(NAMES);
    const [server, ...agents] = hosts.map(({ name, address }) => ({ name, address, user: 'ubuntu' }));
    project = folderWith({
      'platform.yaml': {
        ...MINIMAL,
        cluster: { provider: 'ssh', servers: [server], agents },
        images: [{ name: 'science', build: 'image/notebook' }],
      },
      'users.yaml': USERS,
    });
    await startK3s();
  });
  afterAll(async () => {
    await bed?.destroy();
    rmSync(project, { recursive: true, force: true });
  });

  async function startK3s(): Promise<void> {
    const [server, ...agents] = hosts as [TestHost, ...TestHost[]];
    await server.write('/etc/rancher/k3s/config.yaml', 'token: secret\n', 0o600);
    const install = (host: TestHost, role: string) =>
      host.exec(['sh', '-c', `curl -sfL https://get.k3s.io | sh -s - ${role}`]);
    await install(server, 'server');
    await until(async () => (await server.read('/var/lib/rancher/k3s/server/token')) !== undefined);
    const token = (await server.read('/var/lib/rancher/k3s/server/token'))?.trim();
    const config = `token: "${token}"\nserver: https://${server.address}:6443\n`;
    for (const agent of agents) {
      await agent.write('/etc/rancher/k3s/config.yaml', config, 0o600);
      await install(agent, 'agent');
    }
  }

  /** Changes the image's folder and makes the tar that a build of it would make. Returns the tar's name. */
  function build(version: number, bytes: number, architecture: 'amd64' | 'arm64' = 'amd64'): string {
    const dockerfile = join(project, 'image/notebook/Dockerfile');
    mkdirSync(dirname(dockerfile), { recursive: true });
    writeFileSync(dockerfile, `ARG BASE=debian:13\nFROM $BASE\nRUN echo ${version}\n`);
    const image = current();
    const name = tarName(image, architecture);
    writeImageTar(join(project, '.hubwright/images', name), { reference: image.reference, architecture, bytes });
    return name;
  }

  function current(): BuiltHere {
    const { platform } = loadPlatform({ directory: project, secrets: 'mask' });
    return imagesBuiltHere(platform)[0] as BuiltHere;
  }

  function start(...words: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [HUBWRIGHT, 'image', ...words], {
      cwd: project,
      env: { ...env, PATH: `${held.bin}:${bed.env.PATH}` },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    return { child, ended: new Promise((done) => child.on('close', (code) => done({ code, output }))) };
  }

  const ship = () => start('ship').ended;

  const imagesOn = (host: TestHost) => {
    const folder = host.path(IMAGE_FOLDER);
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  const isImported = async (host: TestHost) =>
    (await host.exec(['k3s', 'crictl', 'inspecti', '-q', current().reference], { allow: [1] })).exitCode === 0;
  /** Which files there are: one that is sent again is another, even with the same name and content. */
  const files = (host: TestHost) =>
    imagesOn(host).map((name) => {
      const { ino, mtimeMs } = statSync(host.path(`${IMAGE_FOLDER}/${name}`));
      return { name, ino, mtimeMs };
    });
  const every = <T>(ask: (host: TestHost) => Promise<T>) => Promise.all(hosts.map(ask));
  const three = <T>(value: T) => NAMES.map(() => value);

  /** A host for what the command itself has no switch for. */
  async function shipTo(host: SshHost, importTime?: number): Promise<string> {
    try {
      const images = await localTars([current()], join(project, '.hubwright/images'), run);
      return await shipToNode(host, images, { ...(importTime && { importTime: () => importTime }) });
    } finally {
      await host.close();
    }
  }
  const props = (machine: TestHost) => ({
    name: machine.name,
    address: machine.address,
    user: 'ubuntu',
    knownHosts: join(project, '.hubwright/hubwright/known_hosts'),
    exec: ((command, args, options) => run(command, args, { ...options, env: bed.env })) as typeof run,
  });

  test('every node gets the tar, whole, and its k3s imports it', async () => {
    const tar = build(1, 20 * MB);
    const { code, output } = await ship();
    expect(output).toContain('agent-2: sending science, 20 MB');
    expect(output).toContain('server-1: waiting for k3s to import science');
    expect(output).toContain('every node has science\nnext: npx hubwright up');
    expect(code).toBe(0);
    expect(hosts.map(imagesOn)).toEqual(three([tar]));
    expect(await every(isImported)).toEqual(three(true));
    const sums = await every(async (host) => (await host.exec(['sha256sum', `${IMAGE_FOLDER}/${tar}`])).stdout);
    const here = await run('sha256sum', [join(project, '.hubwright/images', tar)], { timeout: 600_000 });
    expect(sums.map((line) => line.split(' ')[0])).toEqual(three(here.stdout.split(' ')[0]));
    expect(await hosts[0]?.exec(['stat', '-c', '%a %U', `${IMAGE_FOLDER}/${tar}`])).toMatchObject({
      stdout: '644 root',
    });
  });

  test('a second run sends nothing', async () => {
    const before = hosts.map(files);
    const { code, output } = await ship();
    expect(code).toBe(0);
    expect(output.match(/: nothing to send$/gm)).toHaveLength(3);
    expect(output).not.toContain('sending');
    expect(hosts.map(files)).toEqual(before);
  });

  test('a run that is killed leaves no part of a tar, and the next one ends the work', async () => {
    const tar = build(2, 80 * MB);
    const [, agent] = hosts as [TestHost, TestHost];
    held.hold(`*${agent.address} *put-file*`, 40 * MB);
    const { child, ended } = start('ship');
    await until(() => held.isHeld && imagesOn(agent).includes(`.${tar}.hubwright`));
    await agent.freeze();
    child.kill('SIGKILL');
    await ended;
    await agent.thaw();
    await held.release();
    expect(imagesOn(agent)).not.toContain(tar);
    const { code, output } = await ship();
    expect(output).toContain('agent-1: sending science, 80 MB');
    expect(output).toContain('agent-1: sending science: 50 % of 80 MB');
    expect(code).toBe(0);
    expect(hosts.map((host) => imagesOn(host).includes(tar))).toEqual(three(true));
    expect(hosts.flatMap(imagesOn).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await every(isImported)).toEqual(three(true));
  });

  test('a run that is interrupted says so and cleans up behind itself', async () => {
    const tar = build(3, 80 * MB);
    const { child, ended } = start('ship');
    await until(() => hosts.some((host) => imagesOn(host).includes(`.${tar}.hubwright`)), 2);
    child.kill('SIGINT');
    const { code, output } = await ended;
    expect(code).toBe(1);
    expect(output).toMatch(/was interrupted[\s\S]*nodes do not have the images: /);
    await until(() => hosts.flatMap(imagesOn).every((name) => !name.startsWith('.')));
  });

  test('a node without room is refused, and the others get theirs', async () => {
    const tar = build(4, 20 * MB);
    const [, , agent] = hosts as [TestHost, TestHost, TestHost];
    const before = imagesOn(agent);
    await agent.fillDisk(30 * 1024);
    const { code, output } = await ship();
    expect(code).toBe(1);
    expect(output).toMatch(
      /agent-2 \(ubuntu@10.77.0.3 over SSH\): no room for 40 MB of images and their tars: 31 MB of/,
    );
    expect(output).toContain('1 of 3 nodes do not have the images: agent-2');
    expect(hosts.map((host) => imagesOn(host).includes(tar))).toEqual([true, true, false]);
    expect(imagesOn(agent)).toEqual(before);
  });

  test('a disk that fills up meanwhile leaves no part of a tar', async () => {
    const [, , agent] = hosts as [TestHost, TestHost, TestHost];
    await agent.emptyDisk();
    const before = imagesOn(agent);
    class Filling extends SshHost {
      override async write(file: HostFile, options: WriteOptions): Promise<void> {
        await agent.fillDisk(10 * 1024);
        await super.write(file, options);
      }
    }
    await expect(shipTo(new Filling(props(agent)))).rejects.toMatchObject({
      message: expect.stringContaining('No space left on device'),
      fix: expect.stringContaining('Free space on the disk of the host'),
    });
    expect(imagesOn(agent)).toEqual(before);
    await agent.emptyDisk();
    const { code, output } = await ship();
    expect(code).toBe(0);
    expect(output.match(/sending/g)).toHaveLength(1);
  });

  test('the last previous tar stays, older ones and forgotten uploads go', async () => {
    const [previous, [server]] = [tarName(current(), 'amd64'), hosts as [TestHost]];
    const others = ['other-0123456789abcdef-amd64.tar', 'k3s-airgap-images-amd64.tar'];
    for (const name of others) await server.write(`${IMAGE_FOLDER}/${name}`, '');
    const forgotten = `${IMAGE_FOLDER}/.notebook-0123456789abcdef-amd64.tar.hubwright`;
    await server.write(forgotten, 'half');
    await server.exec(['touch', '-d', '2 hours ago', forgotten]);
    const tar = build(5, MB);
    expect((await ship()).code).toBe(0);
    expect(imagesOn(server)).toEqual([...others, previous, tar].sort());
    expect(imagesOn(hosts[2] as TestHost)).toEqual([previous, tar].sort());
  });

  test('on a node whose k3s is stopped the tar waits for it, and nothing is removed', async () => {
    const [, , agent] = hosts as [TestHost, TestHost, TestHost];
    await agent.exec(['systemctl', 'stop', 'k3s-agent']);
    const before = imagesOn(agent);
    const tar = build(6, MB);
    const { code, output } = await ship();
    expect(code).toBe(0);
    expect(output).toContain('agent-2: sent science; k3s is not running, and will import it when it starts');
    expect(imagesOn(agent)).toEqual([...before, tar].sort());
    await agent.exec(['systemctl', 'start', 'k3s-agent']);
    await until(() => isImported(agent));
  });

  test('a node of another architecture is refused before anything is sent', async () => {
    const [, agent] = hosts as [TestHost, TestHost];
    const tar = build(7, MB);
    await agent.write('/usr/local/bin/uname', '#!/bin/sh\necho aarch64\n', 0o755);
    const { code, output } = await ship();
    expect(code).toBe(1);
    expect(output).toContain('agent-1 (ubuntu@10.77.0.2 over SSH) is arm64, and science is built for amd64');
    expect(output).toContain('npx hubwright image build science --arch arm64');
    expect(hosts.map((host) => imagesOn(host).includes(tar))).toEqual([true, false, true]);
    const arm = build(7, MB, 'arm64');
    expect((await ship()).code).toBe(0);
    expect(hosts.map((host) => imagesOn(host).includes(arm))).toEqual([false, true, false]);
    await agent.exec(['rm', '/usr/local/bin/uname']);
  });

  test('a node that does not answer is reported with the others done', async () => {
    const [, agent] = hosts as [TestHost, TestHost];
    const tar = build(8, MB);
    await agent.cutLink();
    const { code, output } = await ship();
    await agent.restoreLink();
    expect(code).toBe(1);
    expect(output).toContain('the host does not answer');
    expect(hosts.map((host) => imagesOn(host).includes(tar))).toEqual([true, false, true]);
  });

  test('a k3s that does not import in time is a failure that says where to look', async () => {
    const [server] = hosts as [TestHost];
    build(9, MB);
    // What is asked of it is answered from its files.
    await server.exec(['pkill', '-STOP', '-f', 'k3s.js .* server']);
    await expect(shipTo(new SshHost(props(server)), 2000)).rejects.toMatchObject({
      message:
        'server-1 (ubuntu@10.77.0.1 over SSH): the tar of science is there, but k3s has not imported it in 2 seconds',
      fix: expect.stringContaining('journalctl -u k3s'),
    });
  });
});
