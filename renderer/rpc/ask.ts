import { useConnection } from '../state/connection-store.ts';
import { type Answer, ENGINE_AWAY, failureOf } from './answer.ts';
import type { EngineClient } from './engine-client.ts';

/** Asks the engine for something and never throws: what goes wrong comes back as words. */
export async function ask<T>(call: (client: EngineClient) => Promise<T>): Promise<Answer<T>> {
  const { client } = useConnection.getState();
  if (client === undefined) return { ok: false, message: ENGINE_AWAY };
  try {
    return { ok: true, value: await call(client) };
  } catch (error) {
    return failureOf(error);
  }
}
