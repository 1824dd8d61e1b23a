import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildImage } from '../bootstrap/images/build.ts';
import type { ImageBuild } from '../bootstrap/images/build-plan.ts';
import { readImageTar } from '../bootstrap/images/tar.ts';
import { dvcConfig } from '../lib/dvc-config.ts';
import { versions } from '../platform/versions.ts';
import { type BuildableImage, readImage } from '../settings/image.ts';
import { load } from '../settings/testing.ts';
import { type Run, run } from '../system/exec.ts';
import { type PipAccess, pipAccess, StandIns } from './stand-in-base.ts';

/*
 * The image for real: its Dockerfile built with buildah, and the result run. As root on Debian with buildah, podman and uv.
 * What takes long is kept in .hubwright/image-test.
 */

const IMAGE = new URL('data-science', import.meta.url).pathname;
const KEPT = resolve('.hubwright/image-test');
const HUB = versions.jupyterhub;
const LONG = 60 * 60_000;

/** All containers of this test are kept apart from this machine's own. chroot: what a container lets root do. */
const containers = { CONTAINERS_STORAGE_CONF: join(KEPT, 'storage.conf'), BUILDAH_ISOLATION: 'chroot' };
const inTest: Run = (command, args, options) =>
  run(command, args, { ...options, env: { ...containers, ...options.env } });

/** What a user does with environments, and what an image with another Python does to them. */
const ENVIRONMENTS = `
kernels=.local/share/jupyter/kernels
kernel() { echo 'import six, sys; print("kernel WORD", six.__version__, sys.prefix)' | sed "s/WORD/$1/" >a.py; jupyter run --kernel demo a.py; }
environment create demo six==1.16.0; kernel says; environment create demo; environment create Bad; environment remove none
uv venv --quiet environments/plain; environment remove none
mkdir -p $kernels/own; echo '{"argv": ["/gone/python"]}' >$kernels/own/kernel.json; environment create own
python=$(readlink environments/demo/bin/python); ln -sfn /gone/python environments/demo/bin/python
. /usr/local/bin/before-notebook.d/20-environments.sh
grep display_name $kernels/demo/kernel.json; environment list; environment add demo six
ln -sfn $python environments/demo/bin/python; mv environments/demo/lib/python3.* environments/demo/lib/python3.10
environment check; grep display_name $kernels/demo/kernel.json
flock environments/.lock environment check && echo 'a start waits for nobody'
UV_OFFLINE=1 UV_CACHE_DIR=/tmp/empty environment repair demo
mkdir environments/half; touch environments/half/pyvenv.cfg environments/.half.unfinished; environment list; environment remove half
mv environments/demo environments/.demo.before; environment repair demo; kernel again; environment remove demo; echo "kernels left: $(ls $kernels)"
`;

/** What two users do who work on the same data; each has a repository. */
const SHARED_CACHE = `
git config --global user.email a@example.com; git config --global user.name a
mkdir one && cd one && git init --quiet && dvc init --quiet && echo data >a.csv && dvc add --quiet a.csv
git add . && git commit --quiet -m data; cd .. && git clone --quiet one two && cd two && dvc checkout --quiet
echo "linked to $(readlink a.csv)"; cd "$FOLDER/dvc-cache/files/md5"
echo "$(find . -type f | wc -l) file in a folder with $(stat -c %A .)"
cd ~/one && dvc unprotect a.csv && echo other data >a.csv; echo "$(cat ~/one/a.csv) in one, $(cat ~/two/a.csv) in two"
`;

let scratch: string;
let standIns: StandIns;
let base: string;
let pip: PipAccess;

beforeAll(async () => {
  mkdirSync(KEPT, { recursive: true });
  scratch = mkdtempSync(join(KEPT, 'run-'));
  const storage = ['[storage]', 'driver = "overlay"', `runroot = "${KEPT}/run"`, `graphroot = "${KEPT}/storage"`];
  writeFileSync(containers.CONTAINERS_STORAGE_CONF, `${storage.join('\n')}\n`);
  pip = await pipAccess(scratch);
  standIns = new StandIns(scratch, inTest, pip);
  base = await standIns.notebook();
});

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  const options = { timeout: LONG };
  const { stdout } = await inTest('buildah', ['images', '--json'], options);
  const images = JSON.parse(stdout) as { id: string; names: string[] | null }[];
  // All but the stand-ins, which took long to make.
  const ids = images.filter(({ names }) => !names?.some((it) => it.includes('-stand-in:'))).map(({ id }) => id);
  if (ids.length > 0) await inTest('buildah', ['rmi', '--force', ...ids], options);
});

const buildOf = (image: BuildableImage): ImageBuild => ({
  image,
  architecture: 'amd64',
  tars: join(scratch, 'images'),
  ...pip,
});

describe('the image', () => {
  let image: BuildableImage;
  let container: string | undefined;
  const inside = async (...command: string[]) =>
    (await inTest('buildah', ['run', container ?? '', '--', ...command], { timeout: LONG })).stdout;

  beforeAll(async () => {
    image = readImage({ folder: IMAGE, base });
    const lines: string[] = [];
    const options = { run: inTest, builder: 'buildah', progress: (line: string) => lines.push(line) } as const;
    expect(await buildImage(buildOf(image), options)).toMatchObject({ built: true });
    expect(lines).toContain('ok: init, add and status, and a change is noticed');
    expect(lines.filter((it) => it.endsWith('answers, and says what it uses'))).toHaveLength(1);
    container = (await inTest('buildah', ['from', image.reference], { timeout: LONG })).stdout;
  });

  afterAll(async () => {
    if (container !== undefined) await inTest('buildah', ['rm', container], { timeout: LONG });
  });

  it('runs as jovyan, who can import what it is for', async () => {
    expect(await inside('id')).toBe('uid=1000(jovyan) gid=100(users) groups=100(users)');
    expect(await inside('python', '-c', 'import pandas, dvc.api, jupyterhub; print(pandas.__version__)')).toMatch(
      /^3\./,
    );
  });

  it('has the hub’s version of the server, also by the base’s entry point', async () => {
    expect(await inside('jupyterhub-singleuser', '--version')).toBe(HUB);
    expect(await inside('tini', '-g', '--', 'start.sh', 'start-singleuser.py', '--version')).toBe(HUB);
  });

  /** What a script says in a container of its own, whose home is root's, as k3s's storage makes it. */
  async function inHome(
    script: string,
    environment: Readonly<Record<string, string>> = {},
    asRoot = 'true',
  ): Promise<string> {
    const options = { timeout: LONG };
    const { stdout: fresh } = await inTest('buildah', ['from', image.reference], options);
    const give = `chown root:root /home/jovyan && chmod 777 /home/jovyan && ${asRoot}`;
    const given = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    try {
      await inTest('buildah', ['run', ...given, '--user', 'root', fresh, '--', 'sh', '-c', give], options);
      return (await inTest('buildah', ['run', ...given, fresh, '--', 'sh', '-c', `exec 2>&1; cd; ${script}`], options))
        .stdout;
    } finally {
      await inTest('buildah', ['rm', fresh], options);
    }
  }

  it('lets git and DVC work in a home whose folder is root’s', async () => {
    const said = await inHome('git init --quiet && dvc init --quiet && git status --short && dvc status');
    expect(said).toContain('A  .dvc/config');
    expect(said).toContain('There are no data or pipelines tracked in this project yet.');
  });

  it('has two repositories of DVC share one cache, as `dvcCache` sets it, without a copy of the data', async () => {
    const folder = join('/dev/shm', basename(scratch)); // on another disk than the home
    const shared = [{ name: 'data', claim: 'data', mountPath: folder, dvcCache: true }];
    const { mountPath, stringData } = dvcConfig(load({ storage: { shared } }).platform)['hubwright-dvc'] ?? {};
    const asRoot = `mkdir -p "$(dirname ${mountPath})" && printf %s "$DVC_TEXT" >${mountPath} && mkdir -m 777 ${folder}`;
    const environment = { FOLDER: folder, DVC_TEXT: stringData ?? '' };
    const said = await inHome(SHARED_CACHE, environment, asRoot).finally(() => {
      rmSync(folder, { recursive: true, force: true }); // it is this machine's
    });
    expect(said).toContain(`linked to ${folder}/dvc-cache/files/md5/`);
    expect(said).toContain('1 file in a folder with drwxrwsr-x');
    expect(said).toContain('other data in one, data in two');
  });

  it('keeps environments in the home, each a kernel; a broken one is named, and can be repaired', async () => {
    const index = /^index-url *= *(.*)$/m.exec(readFileSync(pip.pipConfig, 'utf8'))?.[1];
    const reach = { SSL_CERT_FILE: pip.caCertificates, ...(index !== undefined && { UV_DEFAULT_INDEX: index }) };
    const said = await inHome(ENVIRONMENTS, reach);
    for (const line of [
      'demo is ready: choose it as the kernel of a notebook',
      'kernel says 1.16.0 /home/jovyan/environments/demo',
      '/home/jovyan/environments/demo exists: choose another name, or install into it with `environment add demo …`.',
      '"Bad" cannot be a name: use lower-case letters',
      'There is no environment "none" in /home/jovyan/environments. There are: demo, plain.',
      'There is another kernel "own" in /home/jovyan/.local/share/jupyter/kernels/own: choose another name.',
      'plain\tPython 3.11\tno kernel: `environment add plain ipykernel`',
      'own\tkernel\tbroken, /gone/python is gone: `jupyter kernelspec remove own`',
      '"display_name": "demo (broken: its Python 3.11 is gone)"',
      '"demo" is broken, its Python 3.11 is gone: run `environment repair demo` first.',
      '"display_name": "demo (broken: it was made with Python 3.10, and the image has 3.11)"',
      'a start waits for nobody',
      '"demo" is as it was. With `--newest`, the newest versions of its packages are taken.',
      'half\tPython ?\tunfinished: `environment create half …`, or `environment remove half`',
      'kernel again 1.16.0 /home/jovyan/environments/demo',
      'demo is removed.',
    ])
      expect(said).toContain(line.replaceAll('3.11', /Python (3\.\d+)\tno kernel/.exec(said)?.[1] ?? ''));
    expect(said.endsWith('kernels left: own')).toBe(true);
  });

  it('leaves the base’s JupyterLab as it was', async () => {
    expect(await inside('jupyter', 'lab', '--version')).toBe('4.6.3');
  });

  it('has no cache, no leftovers and no secret in it', async () => {
    // Some releases of buildah leave an empty file where a file of the context was bound; BuildKit does not.
    const find =
      'find /home/jovyan/.cache /tmp /var/tmp /run/secrets -mindepth 1 ! -empty 2>/dev/null; find /opt/conda ! -user jovyan';
    expect(await inside('sh', '-c', find)).toBe('');
    const { stdout } = await inTest('buildah', ['inspect', '--type', 'image', image.reference], { timeout: LONG });
    expect(stdout).not.toContain(pip.pipConfig);
  });

  it('says what it is, and has a health check', async () => {
    const { stdout } = await inTest('buildah', ['inspect', '--type', 'image', image.reference], { timeout: LONG });
    const { Docker } = JSON.parse(stdout) as { Docker: { config: Record<string, unknown> } };
    expect(Docker.config).toMatchObject({
      User: '1000',
      Entrypoint: ['tini', '-g', '--', 'start.sh'],
      Labels: {
        'org.opencontainers.image.title': 'data-science',
        'org.opencontainers.image.version': image.digest,
        'org.opencontainers.image.base.name': base,
        'org.opencontainers.image.description': 'JupyterLab with Git, pandas, DVC and uv',
      },
      Healthcheck: { Test: ['CMD', 'sh', '-c', expect.stringContaining('/}api')] },
    });
  });

  it('is kept as a tar under its full name, which another machine can load', async () => {
    const tars = join(scratch, 'images');
    const [tar = ''] = readdirSync(tars);
    expect(tar).toBe(`data-science-${image.digest}-amd64.tar`);
    expect(await readImageTar(join(tars, tar), run)).toEqual({ references: [image.reference], architecture: 'amd64' });
    // Megabytes, mostly the stand-in's. Far more would be a cache.
    expect(statSync(join(tars, tar)).size / 1e6).toBeLessThan(1500);
  });

  it('is not built again, as long as nothing of it changes', async () => {
    expect(await buildImage(buildOf(image), { run: inTest, builder: 'buildah' })).toMatchObject({ built: false });
  });
});

describe('the image of the hub', () => {
  it('has the JupyterHub of its lock, and everything else as its base has it', async () => {
    const from = await standIns.hub();
    const image = readImage({ folder: new URL('hub', import.meta.url).pathname, base: from });
    const lines: string[] = [];
    await buildImage(buildOf(image), { run: inTest, builder: 'buildah', progress: (line) => lines.push(line) });
    expect(lines).toContain(`ok: jupyterhub ${versions.jupyterhub}`);
    expect(lines).toContain('ok: the database is made and opened');
    const packages = async (reference: string) => {
      const { stdout: container } = await inTest('buildah', ['from', reference], { timeout: LONG });
      const freeze = [
        'run',
        container,
        '--',
        'sh',
        '-c',
        'id -u; pip freeze --all; find /tmp /run/secrets -type f ! -empty',
      ];
      const { stdout } = await inTest('buildah', freeze, { timeout: LONG });
      await inTest('buildah', ['rm', container], { timeout: LONG });
      return stdout;
    };
    const replaced = `jupyterhub==${versions.jupyterhubOfChart}`;
    const before = (await packages(from)).replace(replaced, `jupyterhub==${versions.jupyterhub}`);
    expect(before).toMatch(/^1000\n/);
    expect(await packages(image.reference)).toBe(before);
  });
});

it.each(['buildah', 'podman'] as const)('%s builds with what a step only mounts as it is now', async (builder) => {
  const from = await standIns.debian();
  const folder = join(scratch, `mounts-${builder}`);
  mkdirSync(folder);
  const step = 'RUN --mount=type=bind,source=what.txt,target=/run/what.txt cp /run/what.txt /what.txt';
  writeFileSync(join(folder, 'Dockerfile'), `ARG BASE\nFROM $BASE\n${step}\n`);
  for (const what of ['before', 'after']) {
    writeFileSync(join(folder, 'what.txt'), what);
    const image = readImage({ folder, base: from });
    await buildImage(buildOf(image), { run: inTest, builder });
    const { stdout: container } = await inTest('buildah', ['from', image.reference], { timeout: LONG });
    const { stdout } = await inTest('buildah', ['run', container, '--', 'cat', '/what.txt'], { timeout: LONG });
    await inTest('buildah', ['rm', container], { timeout: LONG });
    expect(stdout).toBe(what);
  }
});

describe('what goes wrong for real', () => {
  /** On a busy machine buildah may lose what a step says last: it does not wait for it when the step has ended. */
  const HEARD = 'sleep 1;';
  let tinies = 0;

  let debian: string;
  beforeAll(async () => {
    debian = await standIns.debian();
  });

  /** An image that adds next to nothing to the smallest stand-in, and so is built in seconds. */
  function tiny(lines: string, from = debian, files: readonly string[] = []): ImageBuild {
    tinies += 1;
    const folder = join(scratch, `tiny-${tinies}`);
    mkdirSync(folder);
    for (const file of files) cpSync(join(IMAGE, file), join(folder, file));
    writeFileSync(join(folder, 'Dockerfile'), `ARG BASE\nFROM $BASE\n${lines}\n`);
    return buildOf(readImage({ folder, base: from }));
  }
  const building = (build: ImageBuild, builder: 'docker' | 'podman' | 'buildah' = 'buildah') =>
    buildImage(build, { run: inTest, builder });

  it('a step that fails', async () => {
    await expect(building(tiny(`RUN echo the reason >&2; ${HEARD} exit 3`))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/a step of the Dockerfile failed\n(.*\n)*.*the reason/),
    });
  });

  it.each(['buildah', 'podman'] as const)('a base that %s cannot pull', async (builder) => {
    await expect(building(tiny('', '127.0.0.1:1/none:1'), builder)).rejects.toThrow(
      'the base 127.0.0.1:1/none:1 cannot be pulled',
    );
  });

  it('a package that is not in the index', async () => {
    const step = 'RUN pip install --no-index --no-cache-dir hubwright-no-such-package';
    await expect(building(tiny(step, base))).rejects.toThrow('pip could not get the packages');
  });

  it('an image without what it is for', async () => {
    const build = tiny('COPY smoke-test.py /tmp/\nRUN python /tmp/smoke-test.py', base, ['smoke-test.py']);
    await expect(building(build)).rejects.toThrow("No module named 'pandas'");
  });

  it('a program for another architecture', async () => {
    const write = `printf '\\177ELF\\002\\001\\001${'\\000'.repeat(9)}\\002\\000\\267\\000' >/tmp/arm`;
    const step = `${write} && chmod +x /tmp/arm; /tmp/arm || { code=$?; ${HEARD} exit $code; }`;
    await expect(building(tiny(`RUN ${step}`))).rejects.toThrow('a different architecture from the nodes’ amd64');
  });

  it('a disk that fills up while the image is saved', async () => {
    const build = { ...tiny('LABEL a=b'), tars: join(scratch, 'small-disk') };
    mkdirSync(build.tars);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'small-disk', build.tars], { timeout: LONG });
    try {
      await expect(building(build)).rejects.toThrow('the disk is full');
      expect(readdirSync(build.tars)).toEqual([]);
    } finally {
      await run('umount', [build.tars], { timeout: LONG });
    }
  });

  it('podman builds and saves the same way', async () => {
    const build = tiny('LABEL a=b');
    const { tar } = await building(build, 'podman');
    expect(await readImageTar(tar, run)).toMatchObject({ references: [build.image.reference] });
  });
});
