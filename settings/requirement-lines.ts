/** The name as package indexes write it, and the version if it is pinned; undefined for options and addresses. */
export function requirement(line: string): { name: string; version: string | undefined } | undefined {
  const found = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\]\s*)?(?:$|[;#\\@]|(?=[=<>!~]))(?:===?\s*([\w.+!-]+))?/.exec(
    line,
  );
  if (found?.[1] === undefined) return undefined;
  return { name: found[1].toLowerCase().replace(/[-_.]+/g, '-'), version: found[2] };
}

/**
 * The pinned version of each package. A lock may pin several, each for some versions of Python: images have a new one.
 */
export function pinnedVersions(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, version } of lines.flatMap((line) => requirement(line) ?? [])) {
    if (version !== undefined && isNewer(version, found.get(name) ?? '')) found.set(name, version);
  }
  return found;
}

/** By the numbers in them, in their order: for people, that is near enough to how Python orders versions. */
function isNewer(version: string, than: string): boolean {
  const [numbers, others] = [version, than].map((it) => (it.match(/\d+/g) ?? []).map(Number)) as [number[], number[]];
  const differs = numbers.findIndex((it, i) => it !== others[i]);
  return differs !== -1 && (numbers[differs] ?? 0) > (others[differs] ?? -1);
}
