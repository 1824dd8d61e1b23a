import * as z from 'zod';
import { parseReference } from '../image-reference.ts';

const EXPECTED = 'expected an image such as quay.io/jupyter/minimal-notebook:2026-08-10';

/** A container image. Whether its tag is fixed is checked where it matters: {@link checkImages}. */
export const imageReference = () =>
  z.string({ error: () => EXPECTED }).superRefine((text, context) => {
    if (parseReference(text) !== undefined) return;
    const meant = withoutMistakes(text);
    const fix = parseReference(meant) === undefined ? '' : `: write ${meant}`;
    context.addIssue({ code: 'custom', message: `${EXPECTED}${fix}` });
  });

/** Without a scheme or a trailing colon or slash, the name in lower case; a tag is left as it is. */
function withoutMistakes(text: string): string {
  const bare = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[:/]+$/, '');
  const [, name = '', rest = ''] = /^([^@]*?)((?::[^:/@]*)?(?:@.*)?)$/.exec(bare) ?? [];
  return name.toLowerCase() + rest;
}
