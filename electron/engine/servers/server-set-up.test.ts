import { expect, it } from 'vitest';
import type { Server } from '../../../shared/contract/server.ts';
import type { SetUpWish } from '../../../shared/contract/set-up.ts';
import { checkToken } from '../../../shared/wire/access-token.ts';
import type { WriteSetUpFile } from '../engine-parts.ts';
import { ServerSetUp } from './server-set-up.ts';

const WISH: SetUpWish = { place: 'systemd', address: 'exit.example.com' };

function scene(write?: WriteSetUpFile) {
  const joined: string[] = [];
  const setUp = new ServerSetUp({
    write,
    // It never says which way: nothing is looked for outside.
    network: { routeTo: () => new Promise(() => {}) },
    servers: {
      join: async (link) => {
        joined.push(link);
        return {} as Server;
      },
    },
  });
  return { setUp, joined };
}

const writes =
  (tokens: string[]): WriteSetUpFile =>
  async ({ token }) => {
    tokens.push(token);
    return { fileName: 'unit', text: 'text', tokenCommand: undefined };
  };

it('each file has a token of its own, and the last one is waited for', async () => {
  const tokens: string[] = [];
  const { setUp, joined } = scene(writes(tokens));
  expect(await setUp.begin(WISH)).toMatchObject({ fileName: 'unit', text: 'text' });
  await setUp.begin({ ...WISH, address: '203.0.113.9' });
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(checkToken(token)).toBeUndefined();
  expect(setUp.current.value).toMatchObject({ state: 'waiting', address: '203.0.113.9' });
  expect(JSON.stringify(setUp.current.value)).not.toContain(tokens[1]);
  expect(joined).toEqual([]);
});

it('nothing is left of one that is cancelled', async () => {
  const { setUp } = scene(writes([]));
  await setUp.begin(WISH);
  setUp.cancel();
  expect(setUp.current.value).toBeUndefined();
});

it('a wish that cannot be met is refused with its field, and what waits goes on waiting', async () => {
  let isGood = true;
  const { setUp } = scene(async (wish) =>
    isGood ? writes([])(wish) : { field: 'email', problem: 'This is no email.' },
  );
  await setUp.begin(WISH);
  isGood = false;
  await expect(setUp.begin({ ...WISH, address: 'other.example.com' })).rejects.toThrow('This is no email.');
  expect(setUp.current.value?.address).toBe('exit.example.com');
});

it('a program that makes no files says so', async () => {
  await expect(scene().setUp.begin(WISH)).rejects.toThrow('use the app');
});
