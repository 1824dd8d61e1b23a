import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from '../platform/versions.ts';
import { type Run, run } from '../system/exec.ts';
import { type RootFiles, rootFiles } from './root-files.ts';

/*
 * Stand-ins for the images that ours are built on, where those cannot be pulled: made from the Debian packages that this
 * machine has, with the same user, paths, environment and entry points, and nothing else. They refuse what the real ones
 * refuse: another user, a write outside the user's folders.
 */

const LIMIT = { timeout: 60 * 60_000 };
/** libstdc++6: many wheels are built with it. */
const PACKAGES = ['ca-certificates', 'git', 'libstdc++6', 'passwd', 'python3', 'tini'];

const CERTIFICATES = 'etc/ssl/certs/ca-certificates.crt';

const DEBIAN = `FROM scratch
ADD root.tar /
COPY etc/ /etc/
COPY bin/ /usr/local/bin/
ENV NB_USER=jovyan NB_UID=1000 NB_GID=100 LANG=C.UTF-8 LC_ALL=C.UTF-8 SHELL=/bin/bash
RUN ldconfig && useradd --no-log-init --create-home --uid 1000 --no-user-group --shell /bin/bash jovyan
`;

/**
 * Installs packages into a new environment with pip in it, compiled, as they are in the real images. What others have put into
 * the cache of this machine may be readable by root alone.
 */
const INSTALL = (path: string, packages: string) => `RUN --mount=type=bind,source=uv,target=/usr/local/bin/uv \\
    --mount=type=secret,id=pip.conf,target=/run/secrets/pip.conf,mode=0444 \\
    --mount=type=secret,id=ca.crt,target=/run/secrets/ca.crt,mode=0444 \\
    export SSL_CERT_FILE=/run/secrets/ca.crt UV_CACHE_DIR=/var/cache/uv UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never && \\
    index=$(sed -n 's/^index-url *= *//p' /run/secrets/pip.conf) && \\
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi && \\
    uv venv --quiet --seed --python /usr/bin/python3 ${path} && \\
    uv pip install --quiet --compile-bytecode --python ${path}/bin/python pip ${packages} && \
    chmod -R a+rX ${path}`;

/** Of quay.io/jupyter/minimal-notebook. */
const NOTEBOOK = (base: string) => `FROM ${base}
ENV CONDA_DIR=/opt/conda HOME=/home/jovyan
ENV PATH=/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
${INSTALL('/opt/conda', 'jupyterlab==4.6.3 notebook==7.6.1')} && \\
    chown -R jovyan:users /opt/conda
USER 1000
ENV JUPYTER_PORT=8888
EXPOSE 8888
WORKDIR /home/jovyan
ENTRYPOINT ["tini", "-g", "--", "start.sh"]
CMD ["start-notebook.py"]
`;

/** Of quay.io/jupyterhub/k8s-hub: the packages of the chart's hub that can be had as wheels, with its user. */
const HUB = (base: string) => `FROM ${base}
COPY requirements.txt /opt/
${INSTALL('/opt/hub', '-r /opt/requirements.txt')}
ENV PATH=/opt/hub/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /srv/jupyterhub
RUN chown 1000 /srv/jupyterhub
USER 1000
ENTRYPOINT ["tini", "--"]
CMD ["jupyterhub"]
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
  return { pipConfig, caCertificates: `/${CERTIFICATES}` };
}

/** Makes the stand-ins, each if it is not there yet. */
export class StandIns {
  private root: RootFiles | undefined;

  constructor(
    private readonly folder: string,
    private readonly builder: Run,
    private readonly pip: PipAccess,
  ) {}

  /** What the others are made on: no Python packages. */
  async debian(): Promise<string> {
    this.root ??= await rootFiles(PACKAGES);
    const { packages, paths } = this.root;
    return this.made('debian', DEBIAN, [packages, PROGRAMS, CERTIFICATES], async (context) => {
      for (const name of ['bin', 'etc/ssl/certs']) mkdirSync(join(context, name), { recursive: true });
      for (const [program, text] of Object.entries(PROGRAMS))
        writeFileSync(join(context, 'bin', program), text, { mode: 0o755 });
      // As their packages write them when they are installed.
      for (const name of ['passwd', 'group'])
        copyFileSync(`/usr/share/base-passwd/${name}.master`, join(context, 'etc', name));
      copyFileSync(this.pip.caCertificates, join(context, CERTIFICATES));
      const args = ['-cf', join(context, 'root.tar'), '--directory=/', '--null', '--no-recursion', '--files-from=-'];
      await run('tar', args, { ...LIMIT, input: paths.join('\0') });
    });
  }

  async notebook(): Promise<string> {
    const recipe = NOTEBOOK(await this.debian());
    return this.made('minimal-notebook', recipe, [], addUv);
  }

  /** With the chart's JupyterHub in place of the one that image/hub brings. */
  async hub(): Promise<string> {
    const locked = readFileSync(new URL('../hub/requirements.txt', import.meta.url), 'utf8');
    const requirements = locked.replace(/^jupyterhub==\S+$/m, `jupyterhub==${versions.jupyterhubOfChart}`);
    const recipe = HUB(await this.debian());
    return this.made('k8s-hub', recipe, [requirements], async (context) => {
      writeFileSync(join(context, 'requirements.txt'), requirements);
      await addUv(context);
    });
  }

  /** Named by what it is made from, so that another recipe makes another. */
  private async made(
    name: string,
    recipe: string,
    others: unknown,
    fill: (context: string) => Promise<void>,
  ): Promise<string> {
    const digest = createHash('sha256')
      .update(JSON.stringify([recipe, others]))
      .digest('hex');
    const reference = `localhost/${name}-stand-in:${digest.slice(0, 16)}`;
    const asked = ['inspect', '--type', 'image', reference];
    if ((await this.builder('buildah', asked, { ...LIMIT, allow: [125] })).exitCode === 0) return reference;
    const context = join(this.folder, `stand-in-${name}`);
    mkdirSync(context, { recursive: true });
    writeFileSync(join(context, 'Containerfile'), recipe);
    await fill(context);
    const secrets = [`id=pip.conf,src=${this.pip.pipConfig}`, `id=ca.crt,src=${this.pip.caCertificates}`];
    const args = ['--format', 'docker', ...secrets.flatMap((secret) => ['--secret', secret])];
    await this.builder('buildah', ['build', ...args, '--volume', await cache(), '--tag', reference, context], LIMIT);
    rmSync(context, { recursive: true });
    return reference;
  }
}

/** What was downloaded is kept with this machine's own downloads. */
async function cache(): Promise<string> {
  const { stdout } = await run('uv', ['cache', 'dir'], LIMIT);
  mkdirSync(stdout, { recursive: true });
  return `${stdout}:/var/cache/uv`;
}

async function addUv(context: string): Promise<void> {
  const { stdout } = await run('sh', ['-c', 'command -v uv'], LIMIT);
  copyFileSync(stdout, join(context, 'uv'));
}
