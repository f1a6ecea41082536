import { contract } from '../../../shared/contract/contract.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

interface Schema {
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

const INPUTS = [...inputsOf(contract)];

/** What a page may send to the app: each call's schema takes it or not, never throws, and what it took it takes again as the same. */
export const contractInputs: FuzzTarget = {
  name: 'contract-inputs',
  seeds: [
    '{"target":"3000","kind":"http","name":"blog","serverId":"embedded","remotePort":10000}',
    '{"id":"x","edit":{"name":"a","target":"127.0.0.1:1","hostHeader":"keep","remotePort":null,"localPort":1}}',
    '{"joinLink":"porthole://join?server=wss://a&token=b"}',
    '{"tunnelId":"t","range":60}',
    '{"theme":"dark"}',
    '{"proxyMode":"own","proxyUrl":"http://u@proxy:3128","proxyPassword":"p"}',
    '[]',
  ],
  words: [
    '"__proto__":',
    '"constructor":',
    '"id":',
    '"rules":',
    '{}',
    '[',
    ']',
    'null',
    'true',
    '1e400',
    '-0',
    '""',
    '\\ud800',
    ',',
    '"toString"',
  ],
  run(input) {
    let value: unknown;
    try {
      value = JSON.parse(input.toString('utf8'));
    } catch {
      return;
    }
    for (const [path, schema] of INPUTS) {
      const first = schema.safeParse(value);
      if (!first.success) continue;
      const second = schema.safeParse(first.data);
      if (JSON.stringify(second.data) !== JSON.stringify(first.data)) throw new Error(`${path} is not stable`);
    }
    if (({} as Record<string, unknown>).polluted !== undefined) throw new Error('a prototype was changed');
  },
};

/** The schemas of all inputs in the contract, by their paths. */
function* inputsOf(part: object, path = ''): Generator<[string, Schema]> {
  const definition = (part as { '~orpc'?: { inputSchema?: Schema } })['~orpc'];
  if (definition !== undefined) {
    if (definition.inputSchema !== undefined) yield [path, definition.inputSchema];
    return;
  }
  for (const [name, inner] of Object.entries(part)) yield* inputsOf(inner, `${path}.${name}`);
}
