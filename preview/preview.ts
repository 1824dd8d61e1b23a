import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { run } from '../bootstrap/exec.ts';
import { asBasePath } from '../lib/hub-url.ts';
import type { PlatformImage } from '../lib/platform.ts';
import { loadPlatform } from '../settings/load.ts';
import { UserError } from '../settings/user-error.ts';
import type { Daemon } from './daemon.ts';
import { makeEnvironment, removeOthers } from './environments.ts';
import { type Ports, startHub, startProxy } from './hub-processes.ts';
import { type Manifests, readManifests } from './manifests.ts';
import { missingMounts, relocate, secretMounts, writeExtraFiles, writeMount } from './mounts.ts';
import { checkPort, freePort } from './ports.ts';
import { endAll, startOf } from './processes.ts';
import { findInstaller } from './python.ts';
import { HUB_SPEC, type Runtime, runtimesOf } from './runtimes.ts';
import { PREVIEW, State } from './state.ts';
import { namesThatMayLogIn } from './users.ts';
import { watchManifests } from './watch.ts';

const DIST = 'dist';
const ENVIRONMENTS = join(PREVIEW, 'environments');
/** Lines of uv and pip that say how far they are; a package each would be hundreds. */
const STEP = /^\s*(Creating|Resolved|Building|Prepared|Installing|Installed|Successfully)\b/;
/** For the hub to stop its servers, in milliseconds. */
const PATIENCE = 15_000;

/** A preview on its way: prepared step by step, then running until it is stopped. */
export class Preview {
  readonly state = new State();
  /** Told what happens while it runs, and what the preview does differently from a cluster. */
  onNote: (note: string) => void = () => undefined;
  private manifests!: Manifests;
  private hubEnvironment = '';
  private daemons: Daemon[] = [];
  private unwatch: (() => void) | undefined;
  /** Whether the state folder, and so every process that is marked with it, is this preview's. */
  private claimed = false;

  constructor(
    private readonly options: { readonly port: number; readonly reset: boolean },
    private readonly signal: AbortSignal,
  ) {}

  /** Where to open it. */
  get url(): string {
    return `http://127.0.0.1:${this.options.port}${asBasePath(this.manifests.values.hub.baseUrl ?? '/')}`;
  }

  /** Who may log in, where `users.yaml` says it. */
  get users(): string[] | undefined {
    const config = this.manifests.values.hub.config as Record<string, Record<string, unknown>> | null | undefined;
    return namesThatMayLogIn(secretMounts(this.manifests), config?.DirectoryAuthenticator?.users_path);
  }

  /** Ends what an earlier preview left, makes the state folder and claims it. */
  async claim(): Promise<void> {
    await this.refuseSecond();
    const left = await endAll(this.state.folder, 5000);
    if (left > 0) this.onNote(`ended ${left} processes that an earlier preview had left`);
    await checkPort(this.options.port);
    this.state.prepare(this.options.reset);
    this.state.write('preview.json', JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }));
    this.claimed = true;
  }

  private async refuseSecond(): Promise<void> {
    const other = this.state.read('preview.json');
    if (other === undefined) return;
    const { pid, started } = JSON.parse(other) as { pid: number; started: string };
    if (pid === process.pid || (await startOf(pid)) !== started) return;
    throw new UserError(`a preview of this folder is running already, as process ${pid}`, {
      hint: `Stop it with Ctrl-C where it runs, or: kill ${pid}`,
    });
  }

  /** Reads `dist/`, and makes it first if there is none. */
  async readManifests(): Promise<void> {
    if (!existsSync(DIST)) {
      const program = join(import.meta.dirname, '../cli/hubwright.js');
      await run(process.execPath, [program, 'synth'], { timeout: 120_000, signal: this.signal });
    }
    this.manifests = readManifests(DIST);
  }

  /** Makes the Python environments that are not there yet: of the hub, and in place of the images. */
  async prepareEnvironments(say: (line: string) => void): Promise<void> {
    // Scripts of an environment have its path in them: the real one, or moving a link breaks them.
    mkdirSync(ENVIRONMENTS, { recursive: true, mode: 0o700 });
    const root = realpathSync(ENVIRONMENTS);
    const installer = await findInstaller(run);
    const tools = { run, installer, signal: this.signal };
    const make = async (spec: Runtime['spec']) =>
      await makeEnvironment(root, spec, tools, (line) => {
        if (STEP.test(line)) say(`${spec.title}: ${line.trim()}`);
      });
    this.hubEnvironment = await make(HUB_SPEC);
    const images: Record<string, { path: string; environment: Runtime['environment'] }> = {};
    let base = '';
    for (const { reference, spec, environment } of runtimesOf(this.images())) {
      const path = await make(spec);
      if (reference === undefined) base = path;
      else images[reference] = { path, environment };
    }
    removeOthers(root, [this.hubEnvironment, base, ...Object.values(images).map(({ path }) => path)]);
    this.state.write('runtimes.json', JSON.stringify({ images, base: { path: base, environment: {} } }));
  }

  private images(): readonly PlatformImage[] {
    const { images } = loadPlatform().platform;
    const used = JSON.stringify(this.manifests.values.singleuser);
    for (const { name, reference, build } of images) {
      if (build !== undefined && !used.includes(reference.slice(reference.lastIndexOf('/') + 1))) {
        this.onNote(`${DIST}/ has another ${name} than ${build} is now; run: npx hubwright synth`);
      }
    }
    return images;
  }

  /** Starts the proxy and the hub, and waits until the hub answers through the proxy. */
  async start(): Promise<void> {
    const root = this.state.path('root');
    const values = relocate(this.manifests.values, root);
    this.state.write('values.json', JSON.stringify(values));
    writeExtraFiles(root, values);
    this.refreshMounts();
    for (const mount of missingMounts(this.manifests)) this.onNote(`the preview has no ${mount}`);
    const ports: Ports = { proxy: this.options.port, api: await freePort(), hub: await freePort() };
    this.daemons = [startHub(this.state, ports, this.hubEnvironment, values), startProxy(this.state, ports)];
    await Promise.race([this.answers(), this.ended]);
    this.unwatch = watchManifests(DIST, () => this.refresh());
  }

  /** Rejects when the hub or the proxy has ended by itself. */
  get ended(): Promise<never> {
    return Promise.race(this.daemons.map(({ failed }) => failed));
  }

  private async answers(): Promise<void> {
    while (!this.signal.aborted) {
      const answer = await fetch(`${this.url}hub/health`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
  }

  private refresh(): void {
    try {
      const before = this.manifests.values;
      this.manifests = readManifests(DIST);
      if (this.refreshMounts()) this.onNote(`users and secrets of ${DIST}/ are in use`);
      if (!isDeepStrictEqual(before, this.manifests.values)) {
        this.onNote(`${DIST}/ has other settings now; start the preview again to use them`);
      }
    } catch (error) {
      this.onNote(
        `${DIST}/ cannot be read, what was read before stays: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  private refreshMounts(): boolean {
    const changes = secretMounts(this.manifests).map(({ mountPath, files }) =>
      writeMount(this.state.path('root', mountPath), files),
    );
    return changes.includes(true);
  }

  /** Ends everything that it started, the hub first so that servers save what they have. */
  async stop(): Promise<void> {
    if (!this.claimed) return;
    this.unwatch?.();
    for (const daemon of this.daemons) await daemon.stop(PATIENCE);
    await endAll(this.state.folder, 5000);
    this.state.remove('preview.json');
  }
}
