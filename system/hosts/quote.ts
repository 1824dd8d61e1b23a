/** A command as one line for a POSIX shell, which takes it apart into exactly these words. */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word.includes('\0')) throw new Error(`A word of a command holds a NUL byte: ${JSON.stringify(word)}`);
  // `=` is left to the quotes: an unquoted `a=b` in first place would be an assignment.
  if (/^[\w@%+:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
