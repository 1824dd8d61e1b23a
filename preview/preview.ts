import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { asBasePath } from '../platform/hub-url.ts';
import { namedImages } from '../platform/named-images.ts';
import type { Platform } from '../platform/platform.ts';
import { loadPlatform } from '../settings/load.ts';
import { counted } from '../system/counted.ts';
import { type Run, run } from '../system/exec.ts';
import { few } from '../system/few.ts';
import type { Reporter } from '../system/reporter.ts';
import { UserError } from '../system/user-error.ts';
import { claim, release } from './claim.ts';
import type { Daemon } from './daemon.ts';
import { Gate, type GateOptions } from './gate/gate.ts';
import { startHub, startProxy } from './hub-processes.ts';
import { type HubManifests, readManifests, serverSecrets } from './manifests.ts';
import { filledMounts, missingMounts, relocate, writeHubFiles, writeJupyterFiles, writeMount } from './mounts.ts';
import { plannedNodes, unmeasured } from './planned-nodes.ts';
import { checkPort, withFreePorts } from './ports.ts';
import { prepareEnvironments } from './prepare-environments.ts';
import { PreviewFolder } from './preview-folder.ts';
import { endAll, MARK } from './processes.ts';
import { namesThatMayLogIn } from './users.ts';
import { watchFiles, watchManifests } from './watch.ts';

const DIST = 'dist';
/** Lines of a synth that are no news: everything else is a warning, or something that is other than it was. */
const AS_USUAL = new RegExp(`^capacity: |^note: |^${DIST}/ is up to date$|^$`);
/** For the hub to stop its servers, in milliseconds. */
const PATIENCE = 15_000;

/** Options of `hubwright preview`. */
export interface PreviewOptions {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly reset: boolean;
  readonly json: boolean;
}

/** A preview on its way: prepared step by step, then running until it is stopped. */
export class Preview {
  readonly state = new PreviewFolder();
  private platform!: Platform;
  private manifests!: HubManifests;
  private hubEnvironment = '';
  private daemons: Daemon[] = [];
  private unwatch: (() => void)[] = [];
  /** Whether the state folder, and so every process that is marked with it, is this preview's. */
  private claimed = false;
  private readonly gateOptions: GateOptions;
  private readonly gate: Gate;

  constructor(
    private readonly options: Omit<PreviewOptions, 'json'>,
    /** Reports what happens while it runs, and what the preview does differently from a cluster. */
    private readonly reporter: Pick<Reporter, 'note'>,
    private readonly signal: AbortSignal,
  ) {
    this.gateOptions = { key: randomBytes(24).toString('base64url'), port: options.port, hosts: options.hosts };
    this.gate = new Gate(this.gateOptions);
  }

  /** Where to open it: nobody gets in without. */
  get link(): string {
    return this.gate.link(this.basePath);
  }

  private get basePath(): string {
    return asBasePath(this.manifests.values.hub.baseUrl ?? '/');
  }

  /** Who may log in, where `users.yaml` says it. */
  get users(): string[] | undefined {
    const config = this.manifests.values.hub.config as Record<string, Record<string, unknown>> | null | undefined;
    return namesThatMayLogIn(filledMounts(this.manifests), config?.DirectoryAuthenticator?.users_path);
  }

  /** Ends what an earlier preview left, makes the state folder and claims it. */
  async claim(): Promise<void> {
    const left = await claim(this.state, this.options);
    this.claimed = true;
    if (left > 0)
      this.reporter.note(`ended ${counted(left, 'process', 'processes')} left over from an earlier preview`);
  }

  /**
   * Makes `dist/` what the settings say now, and reads it.
   *
   * @throws UserError with what is wrong with the settings
   */
  async readManifests(): Promise<void> {
    this.platform = loadPlatform({ secrets: 'mask' }).platform;
    const program = join(import.meta.dirname, '../cli/start.js');
    // It is read here, and coloured when it is printed.
    const options = { timeout: 120_000, signal: this.signal, allow: [1, 2], env: { FORCE_COLOR: '0' } };
    const { exitCode, stderr } = await run(process.execPath, [program, 'synth'], options);
    if (exitCode !== 0) throw new UserError(stderr, { exitCode: exitCode === 2 ? 2 : 1 });
    for (const line of stderr.split('\n').filter((it) => !AS_USUAL.test(it))) this.reporter.note(line);
    this.manifests = readManifests(DIST);
  }

  /** Makes the Python environments that are not there yet: of the hub, and in place of the images. */
  async prepareEnvironments(progress: Reporter['progress']): Promise<void> {
    // An installation that outlives this process is found by the mark, and ended by the next one.
    const marked: Run = (command, args, options) =>
      run(command, args, { ...options, env: { ...options.env, [MARK]: this.state.folder } });
    const { hub, missing, ...runtimes } = await prepareEnvironments(
      this.platform.images,
      { run: marked, signal: this.signal },
      progress,
    );
    if (missing !== undefined) this.reporter.note(`servers run as you and can read your files; ${missing}`);
    this.hubEnvironment = hub;
    this.state.write('runtimes.json', JSON.stringify(runtimes));
  }

  /** Starts the proxy and the hub, and waits until the hub answers through the proxy. */
  async start(): Promise<void> {
    const root = this.state.path('root');
    const values = relocate(this.manifests.values, root);
    this.state.write('values.json', JSON.stringify(values));
    writeHubFiles(root, this.manifests);
    writeJupyterFiles(this.state.path('jupyter'), values);
    this.refreshMounts();
    this.writeNodes();
    for (const mount of missingMounts(this.manifests)) this.reporter.note(`the preview cannot mount ${mount}`);
    const secret = () => randomBytes(32).toString('hex');
    const secrets = { cookieSecret: secret(), cryptKey: secret() };
    await withFreePorts(this.options.port, async (apiPort, hubPort) => {
      await this.endDaemons();
      await checkPort(this.options.port);
      const connection = { gate: this.gateOptions, apiPort, token: secret(), hubPort, passed: secret() };
      this.daemons = [
        startHub(this.state, connection, secrets, this.hubEnvironment, values),
        startProxy(this.state, connection),
      ];
      await Promise.race([this.answers(), this.ended]);
    });
    this.unwatch = [
      watchManifests(DIST, () => this.refresh()),
      watchFiles(
        () => settingsFiles(this.platform),
        () => this.checkSettings(),
      ),
    ];
  }

  /** The nodes that the pages of the hub show, which are only planned. */
  private writeNodes(): void {
    this.state.write('cluster.json', JSON.stringify(plannedNodes(this.platform)));
    const unknown = unmeasured(this.platform.cluster.nodes);
    if (unknown.length > 0) {
      this.reporter.note(`without \`cpus\` and \`memory\`, assuming as large as this machine: ${few(unknown, 5)}`);
    }
  }

  /** Rejects when the hub or the proxy has ended by itself. */
  get ended(): Promise<never> {
    return Promise.race(this.daemons.map(({ failed }) => failed));
  }

  private async answers(): Promise<void> {
    while (!this.signal.aborted) {
      const health = `http://127.0.0.1:${this.options.port}${this.basePath}hub/health`;
      const { headers } = this.gate;
      const answer = await fetch(health, { headers, signal: AbortSignal.timeout(5000) }).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
  }

  private refresh(): void {
    try {
      const before = this.manifests.values;
      this.manifests = readManifests(DIST);
      if (this.refreshMounts()) this.reporter.note(`reloaded what is mounted from ${DIST}/`);
      if (!isDeepStrictEqual(before, this.manifests.values)) {
        this.reporter.note(`settings in ${DIST}/ have changed; restart the preview to use them`);
      }
    } catch (error) {
      this.reporter.note(
        `${DIST}/ cannot be read, keeping the previous contents: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  /** Says that settings were changed; only `synth` puts them into `dist/`. */
  private checkSettings(): void {
    try {
      loadPlatform({ secrets: 'mask' });
      this.reporter.note('settings have changed; to use them, run `npx hubwright synth`');
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.reporter.note(`${error.message}\n  keeping the previous settings`);
    }
  }

  private refreshMounts(): boolean {
    this.state.write('server-secrets.json', JSON.stringify(serverSecrets(this.manifests)));
    const changes = filledMounts(this.manifests).map(({ mountPath, files }) =>
      writeMount(this.state.path('root', mountPath), files),
    );
    return changes.includes(true);
  }

  /** Ends everything that it started, the hub first so that servers save what they have. */
  async stop(): Promise<void> {
    if (!this.claimed) return;
    for (const end of this.unwatch) end();
    await this.endDaemons();
    await endAll(this.state.folder, 5000);
    release(this.state);
  }

  private async endDaemons(): Promise<void> {
    for (const daemon of this.daemons) await daemon.stop(PATIENCE);
  }
}

/** What a synth reads, as far as people edit it while they look at a preview. */
function settingsFiles(platform: Platform): string[] {
  const { auth } = platform;
  const folders = namedImages(platform).flatMap(({ build }) => (build === undefined ? [] : [build]));
  const inFolders = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return ['platform.yaml', ...(auth.type === 'users' ? [auth.file] : []), ...inFolders];
}
