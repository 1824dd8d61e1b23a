import * as z from 'zod';
import { type SecretSource, secretSource } from './scalars.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const EXPECTED = 'expected text, in quotes if it is a number or a word such as "yes", or { env: NAME } for a secret';

/** The value of an environment variable: a text, or where the secret is read from that it is. */
type VariableValue = string | SecretSource;

/** Environment variables by name. */
export type Variables = Readonly<Record<string, VariableValue>>;

/** Environment variables of a container by name. */
export const variables = () =>
  z
    .record(
      z.string().regex(NAME, {
        error: () => 'expected the name of a variable: letters, digits, "_", "." and "-", not starting with a digit',
      }),
      z.union([z.string(), secretSource()], { error: () => EXPECTED }),
    )
    .default({});
