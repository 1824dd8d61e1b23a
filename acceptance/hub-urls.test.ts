import { expect, test } from '@jest/globals';
import { HubUrls, serverPath } from './hub-urls.ts';

test.each([
  ['ada', 'ada'],
  ['ann@example.com', 'ann@example.com'],
  ["bob.o'neil", 'bob.o%27neil'],
  ['a(b)*!', 'a%28b%29%2A%21'],
  ['a~b-c_d.e', 'a~b-c_d.e'],
  ['jürgen', 'j%C3%BCrgen'],
  ['50%', '50%25'],
])('the server of %s is below user/%s/', (name, escaped) => {
  expect(serverPath(name, 'lab')).toBe(`user/${escaped}/lab`);
  expect(HubUrls.parse('https://hub.example.com/jupyter/hub/home').server(name, 'lab')).toBe(
    `https://hub.example.com/jupyter/user/${escaped}/lab`,
  );
});
