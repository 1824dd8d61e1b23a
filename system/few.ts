/** Names in a sentence: `ada, grace and 12 more`. */
export function few(names: readonly string[], most: number): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
}
