import { basename, dirname } from 'node:path';
import * as z from 'zod';
import { CommandError, type Run } from '../../system/exec.ts';

const MANIFEST = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullable() }));
const CONFIG = z.object({ architecture: z.string() });

/** What a tar of an image says of itself. */
export interface ImageTar {
  readonly references: readonly string[];
  readonly architecture: string;
}

/**
 * Reads the tar that `docker save` and its like write. Undefined if it is not one, or not whole: the reading goes
 * through to its end.
 */
export async function readImageTar(path: string, run: Run): Promise<ImageTar | undefined> {
  // Relative: tar takes a colon in a path for a host's name.
  const entry = async (name: string) => {
    const options = { timeout: 10 * 60_000, cwd: dirname(path) };
    return JSON.parse((await run('tar', ['-xOf', `./${basename(path)}`, name], options)).stdout) as unknown;
  };
  try {
    const [image] = MANIFEST.parse(await entry('manifest.json'));
    if (image === undefined) return undefined;
    const { architecture } = CONFIG.parse(await entry(image.Config));
    return { references: image.RepoTags ?? [], architecture };
  } catch (error) {
    if (error instanceof CommandError && error.reason === 'exit') return undefined;
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
