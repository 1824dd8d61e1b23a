import { existsSync, readFileSync } from 'node:fs';
import { fatal } from './about.ts';
import { IMAGES, type ImportedImage } from './k3s-images.ts';

/** crictl: `images -o json` and `inspecti [-q] [-o json] REF...`. */
export function crictl(argv: readonly string[]): void {
  if (process.getuid?.() !== 0)
    fatal('FATA[0000] load config file: open /var/lib/rancher/k3s/agent/etc/crictl.yaml: permission denied');
  if (!existsSync(IMAGES)) {
    fatal(
      'FATA[0000] validate service connection: validate CRI v1 image API for endpoint ' +
        '"unix:///run/k3s/containerd/containerd.sock": dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory',
    );
  }
  const images: ImportedImage[] = JSON.parse(readFileSync(IMAGES, 'utf8'));
  const [verb, ...rest] = argv;
  const refs = rest.filter((word, i) => !word.startsWith('-') && !['-o', '--output'].includes(rest[i - 1] ?? ''));
  if (verb === 'images') {
    print({ images });
    return;
  }
  if (verb !== 'inspecti') fatal(`No help topic for '${verb}'`, 3);
  if (refs.length === 0) fatal('FATA[0000] ID cannot be empty');
  for (const ref of refs) {
    const found = images.find((image) => image.id === ref || image.repoTags.includes(ref));
    if (found === undefined) fatal(`FATA[0000] no such image "${ref}" present`);
    if (!rest.includes('-q') && !rest.includes('--quiet')) print({ status: found, info: {} });
  }
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
