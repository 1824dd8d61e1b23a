import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a made-up tar holds. */
export interface MadeTar {
  readonly reference: string;
  readonly architecture: string;
  /** Of its one layer. @default 100 KB */
  readonly bytes?: number;
}

/** Writes a tar as `docker save` lays it out, with a layer of noise that nothing shortens on its way. */
export function writeImageTar(path: string, { reference, architecture, bytes = 100_000 }: MadeTar): void {
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(join(dirname(path), 'making-'));
  const manifest = [{ Config: 'config.json', RepoTags: [reference], Layers: ['layer.tar'] }];
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ architecture }));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'layer.tar'), randomBytes(bytes));
  const members = ['manifest.json', 'config.json', 'layer.tar'];
  execFileSync('tar', ['--format=ustar', '-C', folder, '-cf', path, ...members]);
  rmSync(folder, { recursive: true });
}
