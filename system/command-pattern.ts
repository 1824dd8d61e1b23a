/** A command in a text, which is copied as a whole. */
export const COMMAND = /`[^`\n]+`|"npx [^"\n]+"/g;
