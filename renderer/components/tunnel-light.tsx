import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { TUNNEL_LIGHT } from '../format/tunnel-light.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import { type LightState, StatusLight } from './status-light.tsx';

/** The light of a tunnel; it goes out while the engine is away. */
export function TunnelLight({ tunnel }: { tunnel: Tunnel }) {
  return <StatusLight state={useTunnelLight(tunnel)} />;
}

/** What the light of a tunnel says. */
export function useTunnelLight(tunnel: Tunnel): LightState {
  return useIsStale() ? 'off' : TUNNEL_LIGHT[tunnel.status.state];
}
