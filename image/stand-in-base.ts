import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from '../platform/versions.ts';
import { type Run, run } from '../system/exec.ts';

/*
 * A stand-in for quay.io/jupyter/minimal-notebook, where that cannot be pulled: made from the Debian packages of this
 * machine's release, with the same user, paths, environment and entry points, a Jupyter server of the same time, and
 * nothing else. It refuses what the real one refuses: another user, a write outside the user's folders.
 */

const PACKAGES = ['ca-certificates', 'curl', 'git', 'python3', 'python3-venv', 'tini'];

const CONTAINERFILE = `FROM scratch
ADD rootfs.tar /
ENV CONDA_DIR=/opt/conda SHELL=/bin/bash NB_USER=jovyan NB_UID=1000 NB_GID=100 LANG=C.UTF-8 LC_ALL=C.UTF-8
ENV PATH=/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/jovyan
COPY bin/ /usr/local/bin/
RUN useradd --no-log-init --create-home --uid 1000 --no-user-group --shell /bin/bash jovyan && \\
    install -d -o jovyan -g users /opt/conda
USER 1000
RUN --mount=type=secret,id=pip.conf,target=/run/secrets/pip.conf,mode=0444 \\
    --mount=type=secret,id=ca.crt,target=/run/secrets/ca.crt,mode=0444 \\
    python3 -m venv /opt/conda && \\
    PIP_CONFIG_FILE=/run/secrets/pip.conf pip install --no-cache-dir --no-compile jupyterlab==4.6.3 notebook==7.6.1
ENV JUPYTER_PORT=8888
EXPOSE 8888
WORKDIR /home/jovyan
ENTRYPOINT ["tini", "-g", "--", "start.sh"]
CMD ["start-notebook.py"]
`;

const PROGRAMS: Record<string, string> = {
  'fix-permissions': '#!/bin/sh\nfind "$@" -user "$(id -u)" ! -perm -g+rwX -exec chmod g+rwX {} +\n',
  'start.sh': '#!/bin/bash\nexec "$@"\n',
  'start-singleuser.py': `#!/usr/bin/env python3
import os, sys
os.execvp("jupyterhub-singleuser", ["jupyterhub-singleuser", *sys.argv[1:]])
`,
  'start-notebook.py': `#!/usr/bin/env python3
import os, sys
server = ["start-singleuser.py"] if "JUPYTERHUB_API_TOKEN" in os.environ else ["jupyter", "lab"]
os.execvp(server[0], [*server, *sys.argv[1:]])
`,
};

/** What a build on this machine needs to reach the package index. */
export interface PipAccess {
  readonly pipConfig: string;
  readonly caCertificates: string;
}

/** Writes this machine's pip configuration where builds can be given it. */
export async function pipAccess(folder: string): Promise<PipAccess> {
  const { stdout } = await run('pip', ['config', 'list'], { timeout: 60_000 });
  const index = /^global\.(?:extra-)?index-url=.*$/gm;
  const lines = [...stdout.matchAll(index)].map(([line]) => line.replace('global.', '').replaceAll("'", ''));
  const pipConfig = join(folder, 'pip.conf');
  writeFileSync(pipConfig, `[global]\ncert = /run/secrets/ca.crt\n${lines.join('\n')}\n`, { mode: 0o600 });
  return { pipConfig, caCertificates: '/etc/ssl/certs/ca-certificates.crt' };
}

/**
 * A stand-in for quay.io/jupyterhub/k8s-hub, on the one above: the packages of the chart's hub that can be had as wheels,
 * with its user and its JupyterHub.
 */
const HUB_CONTAINERFILE = (base: string) => `FROM ${base}
USER root
ENV NB_USER=jovyan NB_UID=1000
COPY requirements.txt /opt/
RUN --mount=type=secret,id=pip.conf,target=/run/secrets/pip.conf,mode=0444 \\
    --mount=type=secret,id=ca.crt,target=/run/secrets/ca.crt,mode=0444 \\
    python3 -m venv /opt/hub && \\
    PIP_CONFIG_FILE=/run/secrets/pip.conf /opt/hub/bin/pip install --no-cache-dir --no-compile -r /opt/requirements.txt
ENV PATH=/opt/hub/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /srv/jupyterhub
RUN chown 1000 /srv/jupyterhub
USER 1000
ENTRYPOINT ["tini", "--"]
CMD ["jupyterhub"]
`;

/** Makes the stand-in if it is not there yet, and returns its name. */
export async function standInBase(folder: string, builder: Run, pip: PipAccess): Promise<string> {
  const name = called('minimal-notebook', [PACKAGES, CONTAINERFILE, PROGRAMS]);
  if (await isThere(name, builder)) return name;
  const context = join(folder, 'stand-in');
  rmSync(context, { recursive: true, force: true });
  mkdirSync(join(context, 'bin'), { recursive: true });
  writeFileSync(join(context, 'Containerfile'), CONTAINERFILE);
  for (const [program, text] of Object.entries(PROGRAMS)) {
    writeFileSync(join(context, 'bin', program), text, { mode: 0o755 });
  }
  await rootFileSystem(join(context, 'rootfs.tar'));
  await build(name, context, builder, pip);
  return name;
}

/** Makes the stand-in of the hub, with the chart's JupyterHub in place of the one that image/hub brings. */
export async function standInHub(folder: string, base: string, builder: Run, pip: PipAccess): Promise<string> {
  const locked = readFileSync(new URL('../hub/requirements.txt', import.meta.url), 'utf8');
  const requirements = locked.replace(/^jupyterhub==\S+$/m, `jupyterhub==${versions.jupyterhubOfChart}`);
  const name = called('k8s-hub', [HUB_CONTAINERFILE(base), requirements]);
  if (await isThere(name, builder)) return name;
  const context = join(folder, 'stand-in-hub');
  rmSync(context, { recursive: true, force: true });
  mkdirSync(context);
  writeFileSync(join(context, 'Containerfile'), HUB_CONTAINERFILE(base));
  writeFileSync(join(context, 'requirements.txt'), requirements);
  await build(name, context, builder, pip);
  return name;
}

/** By what it is made from, so that another recipe makes another. */
function called(name: string, recipe: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
  return `localhost/${name}-stand-in:${digest}`;
}

async function isThere(name: string, builder: Run): Promise<boolean> {
  const asked = ['inspect', '--type', 'image', name];
  return (await builder('buildah', asked, { timeout: 60_000, allow: [125] })).exitCode === 0;
}

async function build(name: string, context: string, builder: Run, pip: PipAccess): Promise<void> {
  const secrets = [`id=pip.conf,src=${pip.pipConfig}`, `id=ca.crt,src=${pip.caCertificates}`];
  const secretArgs = secrets.flatMap((secret) => ['--secret', secret]);
  const options = { timeout: 60 * 60_000, cwd: context };
  await builder('buildah', ['build', '--format', 'docker', ...secretArgs, '--tag', name, context], options);
  rmSync(context, { recursive: true });
}

/** The release and the sources are this machine's own. */
async function rootFileSystem(tar: string): Promise<void> {
  const release = /^VERSION_CODENAME="?(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  const more = '/etc/apt/sources.list.d';
  const sources = ['/etc/apt/sources.list', ...readdirSync(more).map((name) => join(more, name))].filter(
    (path) => /\.(list|sources)$/.test(path) && existsSync(path) && readFileSync(path, 'utf8').includes(release),
  );
  const args = ['--variant=apt', `--include=${PACKAGES.join(',')}`, release, `${tar}.part.tar`, ...sources];
  await run('mmdebstrap', args, { timeout: 60 * 60_000 });
  renameSync(`${tar}.part.tar`, tar);
}
