/** The name under which the chart has the file of a path, in `extraFiles`: its key in a Secret has no "/". */
export function extraFileName(path: string): string {
  return path.replaceAll('/', '-');
}
