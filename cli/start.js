// What is typed before a password is asked for must not be shown: that comes before all that takes time.
const words = process.argv.slice(2);
const asksForPassword =
  words.includes('user') &&
  (words.includes('add') || words.includes('passwd')) &&
  !/(^|\s)(-h|--(help|generate|stdin|from))\b/.test(words.join(' ')) &&
  process.stdin.isTTY === true;

if (asksForPassword) await import('./hide-typing.js');
await import('./program.js');
