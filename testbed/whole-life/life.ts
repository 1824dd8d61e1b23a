import { ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { versions } from '../../platform/versions.ts';
import { yamlOptions } from '../../system/yaml.ts';
import { Commands } from './commands.ts';
import { earlierPatch } from './earlier-patch.ts';
import { tracesOfK3s } from './traces-of-k3s.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NAME = 'whole-life';
/** What the upgrade adds to the image: a package that nothing there needs, so that the lock of the others stays. */
const MORE = 'RUN pip install --no-cache-dir --no-deps --disable-pip-version-check cowsay==6.1\n';

export interface LifeOptions {
  /** Where the project and the report go; it need not exist. */
  readonly folder: string;
  /**
   * Whether two users visit the hub in a browser. Without it `accept` is given no browser, and has to say so: all of its
   * other words are right. For a hub that is a stand-in.
   */
  readonly hasBrowser: boolean;
}

/** Everything that happens to a platform on one machine, from `init` to `down`. Throws at the first thing that is not so. */
export async function wholeLife({ folder, hasBrowser }: LifeOptions): Promise<void> {
  const project = join(folder, 'project');
  const report = join(folder, 'report');
  mkdirSync(report, { recursive: true });
  const commands = new Commands({ cli: join(ROOT, 'cli/hubwright.js'), project, report });
  const life = new Life(commands, project, report, hasBrowser);
  try {
    await life.begin(folder);
    await life.install();
    await life.upgrade();
    await life.end();
  } catch (error) {
    await commands.diagnose();
    throw error;
  }
}

class Life {
  private image = '';
  private url = '';

  constructor(
    private readonly commands: Commands,
    private readonly project: string,
    private readonly report: string,
    private readonly hasBrowser: boolean,
  ) {}

  /** A project with an earlier k3s than the newest, and its images. */
  async begin(folder: string): Promise<void> {
    const words = ['--name', NAME, '--provider', 'local', '--admin', 'ada', '--user', 'grace', '--user', 'lin'];
    const shown = await this.commands.secretly('init', [this.project, ...words], folder);
    for (const [name = '', password = ''] of shown.split('\n').map((line) => line.split(' ')))
      this.keep(name, password);
    // As `npm link` does it.
    mkdirSync(join(this.project, 'node_modules'));
    symlinkSync(ROOT, join(this.project, 'node_modules/hubwright'));
    this.change({ k3sVersion: earlierPatch(versions.k3s) });
    await this.commands.hubwright('image', 'build');
    this.image = await this.commands.hubwright('image', 'tag', 'data-science');
    const plan = await this.commands.hubwright('up', '--dry-run');
    ok(plan.includes('install'), 'a dry run prints the steps');
    ok(tracesOfK3s().length === 0, 'a dry run changes nothing');
  }

  /** The cluster with the hub on it, which a second `up` leaves alone. */
  async install(): Promise<void> {
    await this.up();
    await this.look('installed', earlierPatch(versions.k3s));
    ok((await this.commands.hubwright('logs', 'hub', '--tail', '1')) !== '', 'the hub has printed something');
    const { exitCode } = await this.commands.run(['logs', 'mary'], [1]);
    ok(exitCode === 1, 'nobody has a log of a server before it runs');
    ok(existsSync(await this.commands.hubwright('kubeconfig')), 'kubeconfig prints the path of a file');
    await this.visit('first-visit', ['grace', 'lin']);
  }

  /** A package more in the image, another setting, one more user, and the newest k3s. The hub's database is still there. */
  async upgrade(): Promise<void> {
    const database = await this.databaseVolume();
    const dockerfile = join(this.project, 'image/data-science/Dockerfile');
    writeFileSync(dockerfile, readFileSync(dockerfile, 'utf8') + MORE);
    this.change({ k3sVersion: versions.k3s, idle: '2h' });
    this.keep('mary', await this.commands.secretly('user', ['add', 'mary', '--generate']));
    await this.commands.hubwright('image', 'build');
    const image = await this.commands.hubwright('image', 'tag', 'data-science');
    ok(image !== this.image, 'another package is another image');
    await this.up();
    await this.look('upgraded', versions.k3s);
    ok((await this.databaseVolume()) === database, "an upgrade keeps the volume of the hub's database");
    await this.visit('second-visit', ['grace', 'mary']);
  }

  /** Nothing of k3s is left. */
  async end(): Promise<void> {
    await this.commands.hubwright('down', '--yes', NAME);
    ok(tracesOfK3s().length === 0, `down leaves nothing of k3s, but there is ${tracesOfK3s().join(', ')}`);
    const { stdout } = await this.commands.run(['down', '--yes', NAME], []);
    ok(stdout.includes('Nothing to delete'), 'a second down finds nothing');
    const { exitCode } = await this.commands.run(['status'], [1]);
    ok(exitCode === 1, 'there is no status of a cluster that is gone');
  }

  /** `up`, and again: the second time nothing is left to do. */
  private async up(): Promise<void> {
    const output = await this.commands.hubwright('up');
    const [, url] = /^The hub is at (\S+)$/m.exec(output) ?? [];
    ok(url !== undefined, '`up` says where the hub is');
    this.url = url;
    const { stderr } = await this.commands.run(['up'], []);
    ok(!/^done/m.test(stderr), 'a second `up` has nothing to do');
  }

  /** `status` and `doctor` find everything as it should be. */
  private async look(time: string, release: string): Promise<void> {
    const { exitCode, found: status } = await this.commands.json('status', `status-${time}.json`);
    ok(exitCode === 0 && status.isHealthy === true, 'the cluster is healthy');
    ok(status.hub.isAnswering === true, 'the hub answers');
    const [node] = status.nodes;
    ok(node.version === release, `the node runs ${release}`);
    ok(node.missingImages.length === 0, 'the node has the images');
    const doctor = await this.commands.json('doctor', `doctor-${time}.json`);
    ok(doctor.exitCode === 0 && doctor.found.summary.errors === 0, '`doctor` finds no error');
  }

  /** Two users in a browser, who must be no administrators. */
  private async visit(name: string, users: readonly string[]): Promise<void> {
    const sources = users.map((user) => `${user}=file:${this.passwordFile(user)}`);
    const words = ['accept', '--url', this.url, '--users', ...sources, '--report', join(this.report, name)];
    if (this.hasBrowser) await this.commands.hubwright(...words);
    else {
      const { stderr } = await this.commands.run([...words, '--browser', '/none'], [2]);
      ok(stderr.includes('/none is not an executable program'), 'accept lacks nothing but a browser');
    }
  }

  private async databaseVolume(): Promise<string> {
    const claim = ['pvc', 'hub-db-dir', '-n', 'jupyterhub', '-o', 'jsonpath={.spec.volumeName}'];
    return this.commands.k3s('kubectl', 'get', ...claim);
  }

  private change({ k3sVersion, idle }: { readonly k3sVersion: string; readonly idle?: string }): void {
    const file = join(this.project, 'platform.yaml');
    const settings = parseDocument(readFileSync(file, 'utf8'), yamlOptions);
    settings.setIn(['cluster', 'k3sVersion'], k3sVersion);
    if (idle !== undefined) settings.setIn(['hub', 'culling', 'idle'], idle);
    writeFileSync(file, settings.toString(yamlOptions));
  }

  /** Keeps a password where `accept` reads it. */
  private keep(name: string, password: string): void {
    writeFileSync(this.passwordFile(name), `${password}\n`, { mode: 0o600 });
  }

  private passwordFile(name: string): string {
    return join(this.project, `${name}-password`);
  }
}
