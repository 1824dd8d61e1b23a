import type { SharedFolder } from './schema/storage.ts';

/** Where servers have a shared folder. */
export function sharedPath({ name, mountPath }: Pick<SharedFolder, 'name' | 'mountPath'>): string {
  return mountPath ?? `/srv/shared/${name}`;
}

/** Whether a path of a server is another one or contains it, so that a mount there would hide what is at the other. */
export function isAround(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** Folders of a container that programs of every image need as they are; what is below the first ones is theirs too. */
const KERNEL_FOLDERS = ['/proc', '/sys'];
const SYSTEM_FOLDERS = [
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib64',
    '/opt',
    '/opt/conda',
    '/run',
    '/sbin',
    '/var',
    '/var/lib',
    '/var/run',
  ],
  ...['', '/local', '/local/bin', '/bin', '/lib', '/lib64', '/sbin', '/share'].map((it) => `/usr${it}`),
];

/** Whether a mount at a path of a server hides what its image or the kernel has there. */
export function isSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.includes(path) || KERNEL_FOLDERS.some((it) => isAround(it, path));
}
