import { beforeEach, describe, expect, it } from 'vitest';
import { useConnection } from '../state/connection-store.ts';
import { ENGINE_AWAY } from './answer.ts';
import { ask } from './ask.ts';
import type { EngineClient } from './engine-client.ts';

const client = {} as EngineClient;
const call = (given: EngineClient) => Promise.resolve(given === client);

beforeEach(() => useConnection.setState({ phase: 'starting', client: undefined }));

describe('ask', () => {
  it('waits for the first connection, since the page can be used before it stands', async () => {
    const answer = ask(call);
    useConnection.setState({ info: undefined });
    useConnection.setState({ phase: 'online', client });
    await expect(answer).resolves.toEqual({ ok: true, value: true });
  });

  it('says that the engine is away once the first connection failed', async () => {
    const answer = ask(call);
    useConnection.setState({ phase: 'lost' });
    await expect(answer).resolves.toEqual({ ok: false, message: ENGINE_AWAY });
  });

  it('says so at once where the connection was lost', async () => {
    useConnection.setState({ phase: 'lost' });
    await expect(ask(call)).resolves.toEqual({ ok: false, message: ENGINE_AWAY });
  });
});
