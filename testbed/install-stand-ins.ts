import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { k3sInstaller, resticRelease } from '../platform/versions.ts';

const SOURCE = fileURLToPath(new URL('stand-ins/', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
/** The real restic, as `.ci/setup` has built it. */
const RESTIC = fileURLToPath(new URL(`../.hubwright/tools/restic/restic-${resticRelease.version}`, import.meta.url));
/** Where they are on a host. */
const HOME = '/usr/local/lib/hubwright-testbed';
/** This machine's own, with its standard library alone. */
const PYTHON = '/usr/bin/python3 -sSE';
/** The release that the stand-in for k3s says it is, unless the installer is asked for another. */
const K3S = 'v1.36.5+k3s1';

/** The file that stands in for k3s's binary of a release, as it is downloaded. */
export function k3sBinary(version = K3S): string {
  return `#!/bin/sh
# Stand-in for k3s.
K3S_STAND_IN_VERSION=${version}
name=\${0##*/}
start="${process.execPath} ${HOME}/k3s.js $K3S_STAND_IN_VERSION"
case "$name \${1-} \${2-}" in
  'k3s kubectl get' | 'kubectl get '*) exec perl ${HOME}/kubectl-get.pl $start -- "$name" "$@" ;;
  'k3s crictl '* | 'crictl '*) exec ${PYTHON} ${HOME}/crictl.py "$name" "$@" ;;
  'k3s --version '*)
    echo '{"argv":["k3s","--version"]}' >>/var/log/testbed-commands.log
    printf 'k3s version %s (stand-in)\\ngo version go1.25.0\\n' "$K3S_STAND_IN_VERSION"
    exit
    ;;
esac
exec $start "$name" "$@"
`;
}

/** Why backups cannot be tried here, as a sentence; undefined when they can. */
export function whyNoRestic(): string | undefined {
  return existsSync(`${RESTIC}.bz2`) ? undefined : 'backups need restic: `npm run test:setup` builds it';
}

/** Puts the stand-ins into the layer that all hosts share, as JavaScript that this machine's Node runs there. */
export async function installStandIns(base: string): Promise<void> {
  const home = join(base, HOME);
  const bin = join(base, 'usr/local/bin');
  await mkdir(home, { recursive: true });
  await mkdir(bin, { recursive: true });
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  await symlink(MODULES, join(home, 'node_modules'));
  await compile(home);
  if (whyNoRestic() === undefined) {
    // Large, and only read.
    await symlink(`${RESTIC}.bz2`, join(home, 'restic.bz2'));
    const { sha256 } = resticRelease.archive(process.arch === 'x64' ? 'amd64' : process.arch);
    await writeFile(join(home, 'restic.bz2.sha256'), `${sha256}\n`);
  }
  const put = async (path: string, text: string) => writeFile(path, text, { mode: 0o755 });
  await put(join(home, 'k3s'), k3sBinary());
  for (const script of ['install.sh', 'kubectl-get.pl', 'about.py', 'crictl.py', 'systemctl.py'])
    await copyFile(join(SOURCE, script), join(home, script));
  await writeFile(join(home, 'install.sh.sha256'), `${k3sInstaller.sha256}\n`);
  const boot = 'for link in /etc/systemd/system/multi-user.target.wants/k3s*.service; do\n';
  const unit = '  if [ -e "$link" ]; then systemctl start --no-block "$(basename "$link" .service)"; fi\ndone\n';
  await put(join(home, 'boot'), `#!/bin/sh\nPATH=/usr/local/bin:$PATH\n${boot}${unit}`);
  for (const tool of ['curl', 'cloud-init', 'journalctl', 'sha256sum', 'systemctl']) {
    await copyFile(join(SOURCE, `${tool}.sh`), join(bin, tool));
    await chmod(join(bin, tool), 0o755);
  }
  // The login user notes what it runs as well.
  await mkdir(join(base, 'var/log'), { recursive: true });
  await writeFile(join(base, 'var/log/testbed-commands.log'), '');
  await chmod(join(base, 'var/log/testbed-commands.log'), 0o666);
}

/** Each in one file, which starts in half the time: a test runs hundreds of them. */
async function compile(home: string): Promise<void> {
  await build({
    entryPoints: ['k3s', 'multipass'].map((name) => join(SOURCE, `${name}.ts`)),
    outdir: home,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // For what is CommonJS in it.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(process.argv[1]);" },
  });
}
