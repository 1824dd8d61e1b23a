import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { readImage } from '../settings/image.ts';
import { HASH, MINIMAL } from '../settings/testing.ts';
import { run } from '../system/exec.ts';
import { HUBWRIGHT, PROGRAM } from './program.ts';

const ROOT = resolve(import.meta.dirname, '..');

export interface Ended {
  readonly code: number | null;
  /** Both streams as they came. */
  readonly output: string;
  readonly stdout: string;
  readonly milliseconds: number;
}

/** A person's folder with settings, a built image and the code of this project, and the command to run in it. */
export class Project {
  /** The reference of its image. */
  reference = '';

  /** @param env added to this process's environment */
  constructor(
    private readonly env: Readonly<Record<string, string>>,
    readonly folder = mkdtempSync(join(tmpdir(), 'hubwright-project-')),
  ) {
    mkdirSync(folder, { recursive: true });
    for (const name of ['cdk8s.yaml', 'package.json', 'main.ts']) cpSync(join(ROOT, name), join(this.folder, name));
    for (const name of ['node_modules', 'cli', 'build']) symlinkSync(join(PROGRAM, name), join(this.folder, name));
    this.write('users.yaml', { users: { ada: { password: HASH, admin: true }, grace: { password: HASH } } });
  }

  write(name: string, content: string | object): void {
    writeFileSync(join(this.folder, name), typeof content === 'string' ? content : stringify(content));
  }

  /** Writes platform.yaml, and the tar of its one built image as a builder would leave it. */
  async settings(cluster: object, others: object = {}): Promise<void> {
    const image = join(this.folder, 'image', 'tiny');
    mkdirSync(image, { recursive: true });
    this.write('image/tiny/Dockerfile', 'ARG BASE=quay.io/jupyter/minimal-notebook:2026-08-10\nFROM $BASE\n');
    const { reference, digest } = readImage({ folder: image });
    this.reference = reference;
    const images = [{ name: 'tiny', build: 'image/tiny' }];
    this.write('platform.yaml', { ...MINIMAL, cluster: { name: 'test', ...cluster }, images, ...others });
    const tars = join(this.folder, '.hubwright', 'images');
    mkdirSync(tars, { recursive: true });
    this.write('manifest.json', JSON.stringify([{ Config: 'a.json', RepoTags: [reference], Layers: [] }]));
    for (const architecture of ['amd64', 'arm64']) {
      const tar = join(tars, `tiny-${digest}-${architecture}.tar`);
      await run('tar', ['--format=ustar', '-cf', tar, 'manifest.json'], { cwd: this.folder, timeout: 600_000 });
    }
  }

  /** Starts `hubwright`; nothing is waited for. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const started = Date.now();
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [HUBWRIGHT, ...args], {
      cwd: this.folder,
      env: { ...env, ...this.env },
    });
    let [stdout, output] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    const ended = new Promise<Ended>((done) =>
      child.once('close', (code) => done({ code, output, stdout, milliseconds: Date.now() - started })),
    );
    return { child, ended };
  }

  async hubwright(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** Runs a command that has to succeed. Throws with what it said if it does not. */
  async succeed(...args: string[]): Promise<Ended> {
    const ended = await this.hubwright(...args);
    if (ended.code !== 0) throw new Error(`hubwright ${args.join(' ')} ended with ${ended.code}:\n${ended.output}`);
    return ended;
  }
}
