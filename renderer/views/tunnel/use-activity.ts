import { useEffect, useState } from 'react';
import type { ServiceLogLine } from '../../../shared/contract/service-log.ts';
import { failureOf } from '../../rpc/answer.ts';
import type { EngineClient } from '../../rpc/engine-client.ts';
import { useConnection } from '../../state/connection-store.ts';

export interface ActivityState {
  /** Undefined until the engine has answered. */
  lines: readonly ServiceLogLine[] | undefined;
  failure: string | undefined;
}

type Watch = Awaited<ReturnType<EngineClient['serviceLog']['watch']>>;

/** Follows what happens to a tunnel's service; what is known stays while the engine is away. */
export function useActivity(tunnelId: string): ActivityState {
  const client = useConnection((state) => state.client);
  const [state, setState] = useState<ActivityState>({ lines: undefined, failure: undefined });
  useEffect(() => {
    if (client === undefined) return;
    let wanted = true;
    let watch: Watch | undefined;
    const run = async () => {
      watch = await client.serviceLog.watch({ tunnelId });
      if (!wanted) return end(watch);
      for await (const { lines } of watch) {
        if (wanted) setState({ lines, failure: undefined });
      }
    };
    run().catch((error: unknown) => {
      if (wanted) setState((before) => ({ ...before, failure: failureOf(error).message }));
    });
    return () => {
      wanted = false;
      if (watch !== undefined) void end(watch);
    };
  }, [client, tunnelId]);
  return state;
}

/** Tells the engine that nobody looks any more; where the connection is gone it knows. */
async function end(watch: Watch): Promise<void> {
  await watch.return?.(undefined).catch(() => {});
}
