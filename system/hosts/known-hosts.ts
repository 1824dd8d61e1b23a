/** Whether a line of a file of known hosts has a key of the host of that name. */
export function isKeyOf(name: string, line: string): boolean {
  return line.split(' ')[0]?.split(',').includes(name) === true;
}
