import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';

/**
 * Tells the shell about every change of the tunnels, over the same contract that the page uses.
 *
 * @returns when the signal ends it; rejects where the engine ended it
 */
export async function watchTunnels(
  client: ContractRouterClient<Contract>,
  signal: AbortSignal,
  onTunnels: (tunnels: readonly Tunnel[]) => void,
): Promise<void> {
  try {
    for await (const { tunnels } of await client.tunnels.watch(undefined, { signal })) onTunnels(tunnels);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
