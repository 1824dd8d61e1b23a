import rule from '../hub/hubwright/login/password-rule.json' with { type: 'json' };

/**
 * What is wrong with a new password, by the rule of the hub's own page in hub/hubwright/login/strength.py; undefined when it
 * will do.
 *
 * @param least characters that it must have
 */
export function weakness(password: string, name: string, least: number = rule.least): string | undefined {
  const normal = password.normalize('NFC');
  const plain = alike(normal);
  const { length } = [...normal];
  if (length < least) return `Too short: it has ${length} characters, and needs at least ${least}.`;
  if (length > rule.longest) return `Too long: at most ${rule.longest} characters.`;
  if (new Set(plain).size < rule.fewestDifferent)
    return `Too simple: use at least ${rule.fewestDifferent} different characters.`;
  if (rule.common.includes(plain)) return 'Too common: it is among the first that anyone would try.';
  if ([...plain.replaceAll(alike(name), '')].length < Math.floor(least / 2)) return 'Too close to the user name.';
  return undefined;
}

/** What differs in case alone is the same. */
function alike(text: string): string {
  return text.toUpperCase().toLowerCase();
}
