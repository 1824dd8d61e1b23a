import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * What the preview passes to one of its processes: a line of JSON on standard input, where neither the list of processes nor
 * /proc shows it. The pipe stays open as long as the preview lives, however that ends; then this process ends too.
 */
export async function fromPreview<T>(): Promise<T> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => process.exit(0));
  const [line] = (await once(lines, 'line')) as [string];
  return JSON.parse(line) as T;
}
