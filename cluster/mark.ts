import * as z from 'zod';

/** What every host of a cluster has in a file of root's: whose it is. More may stand there, for a later Hubwright. */
const MARK = z.object({
  version: z.number(),
  /** The cluster's name and its id. */
  cluster: z.string().regex(/^[\w.-]{1,253}$/),
  id: z.string().min(1).max(64),
  /** The node that the host is. */
  node: z.string().regex(/^[\w.-]{1,253}$/),
});
export type Mark = Omit<z.output<typeof MARK>, 'version'>;

/** The text of the file, in one line. */
export function markText({ cluster, id, node }: Mark): string {
  return `${JSON.stringify({ version: 1, cluster, id, node })}\n`;
}

/** Reads the file; what is not a mark counts as none. */
export function parseMark(text: string): Mark | undefined {
  try {
    const { cluster, id, node } = MARK.parse(JSON.parse(text));
    return { cluster, id, node };
  } catch {
    return undefined;
  }
}
