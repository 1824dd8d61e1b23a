import { PROVIDERS, providerOf } from '../providers/providers.ts';
import { type Answers, type HostAnswer, hostFrom } from './answers.ts';

/** The person at the terminal; tests pass another. */
export interface Person {
  readonly choose: (question: string, choices: readonly { value: string; name: string }[]) => Promise<string>;
  readonly ask: (
    question: string,
    options?: { default?: string; validate?: (text: string) => true | string },
  ) => Promise<string>;
}

/** Asks for what the options have left open. */
export async function askAll(given: Partial<Answers>, suggested: string, person: Person): Promise<Answers> {
  const name = given.name ?? (await person.ask('Name of the cluster', { default: suggested }));
  const choices = Object.entries(PROVIDERS).map(([value, { init }]) => ({ value, name: init.place }));
  const provider = given.provider ?? (await person.choose('Where should the cluster run?', choices));
  const { asksForHosts } = providerOf({ provider }).init;
  const servers = given.servers ?? (asksForHosts ? await hosts('Servers, NAME=ADDRESS, one or three', 1, person) : []);
  const agents = given.agents ?? (asksForHosts ? await hosts('Agents, NAME=ADDRESS, any number', 0, person) : []);
  const sshUser =
    given.sshUser ?? (asksForHosts ? await person.ask('Login on these hosts', { default: 'root' }) : undefined);
  const admins = given.admins ?? words(await person.ask('Name of an administrator', { default: 'admin' }));
  const users = given.users ?? words(await person.ask('Names of other users, if any'));
  return { name, provider, servers, agents, sshUser, admins, users };
}

async function hosts(question: string, least: number, person: Person): Promise<HostAnswer[]> {
  const validate = (text: string) => {
    const found = words(text);
    if (found.length < least) return 'at least one server is needed';
    try {
      found.forEach(hostFrom);
      return true;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return words(await person.ask(question, { validate })).map(hostFrom);
}

const words = (text: string) => text.split(/[\s,]+/).filter((it) => it !== '');
