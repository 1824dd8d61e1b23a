import { CommandError, type Run, type RunOptions, type RunResult } from '../../system/exec.ts';
import { UserError } from '../../system/user-error.ts';

/** Which cluster the operator's own `kubectl` asks. */
export interface KubectlOptions {
  readonly run: Run;
  /** @default - the current context of the kubeconfig */
  readonly context?: string | undefined;
}

/** Milliseconds for one answer: a list of thousands of claims is large. */
const TIMEOUT = 120_000;

export interface KubectlRun extends Partial<RunOptions> {
  /** What it is for, as a sentence goes on after `kubectl cannot`: `read claims`. */
  readonly what: string;
  /** What to do about something that kubectl says, where that is another than after reading. */
  readonly fixOf?: ((said: string) => string | undefined) | undefined;
}

/** Asks a cluster with the operator's own kubectl. */
export class Kubectl {
  /** The cluster in words: `the context "prod"`. */
  readonly where: string;
  readonly #options: KubectlOptions;

  constructor(options: KubectlOptions) {
    this.#options = options;
    this.where = options.context === undefined ? 'the current context of kubectl' : `the context "${options.context}"`;
  }

  /**
   * What `kubectl get` prints.
   *
   * @throws UserError with what kubectl says
   */
  async get(args: readonly string[]): Promise<string> {
    return (await this.run(['--request-timeout=60s', 'get', ...args], { what: `read ${args[0]}` })).stdout;
  }

  /**
   * Runs any command of kubectl.
   *
   * @throws UserError with what kubectl says
   */
  async run(args: readonly string[], { what, fixOf, ...options }: KubectlRun): Promise<RunResult> {
    const { run, context } = this.#options;
    const cluster = context === undefined ? [] : [`--context=${context}`];
    try {
      return await run('kubectl', [...cluster, ...args], { timeout: TIMEOUT, ...options });
    } catch (error) {
      throw error instanceof CommandError ? this.#refused(error, { what, fixOf }) : error;
    }
  }

  #refused(error: CommandError, { what, fixOf }: Pick<KubectlRun, 'what' | 'fixOf'>): UserError {
    if (error.reason === 'missing')
      return new UserError('kubectl is not on this machine', {
        fix: 'Install it, or where it is: `helm get values RELEASE --output yaml > values.yaml`, and import that file.',
        cause: error,
      });
    const said = error.reason === 'exit' ? (error.lastLines.at(-1) ?? `exit code ${error.exitCode}`) : error.message;
    return new UserError(`kubectl cannot ${what} in ${this.where}: ${said}`, {
      fix: fixOf?.(said) ?? fixFor(said),
      cause: error,
    });
  }
}

function fixFor(said: string): string {
  if (/forbidden/i.test(said))
    return 'Name a namespace whose Secrets you may read with --namespace, or a context of an administrator with --context.';
  if (/context .*does not exist|context was not found/i.test(said))
    return '`kubectl config get-contexts` lists the contexts: name one with --context.';
  return 'Check that `kubectl get namespaces` works with the same context, then run the same command again.';
}

/** Lines of columns separated by tabs, one line for each item of a list. */
export const columns = (...fields: readonly string[]): string =>
  `jsonpath={range .items[*]}${fields.map((it) => `{${it}}`).join('{"\\t"}')}{"\\n"}{end}`;

/** What {@link columns} printed, as cells. */
export const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((it) => it.trim() !== '')
    .map((it) => it.split('\t'));
