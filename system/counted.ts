/** `1 node`, `3 nodes`; of an irregular word, its plural is given. */
export function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`;
}
