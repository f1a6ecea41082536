import type { TunnelState } from '../../shared/contract/tunnel.ts';
import type { LightState } from '../components/status-light.tsx';

/** How the light of a tunnel in this state looks. */
export const TUNNEL_LIGHT: Record<TunnelState, LightState> = {
  stopped: 'off',
  connecting: 'waiting',
  online: 'online',
  degraded: 'degraded',
  reconnecting: 'waiting',
  refused: 'refused',
};

/** The word beside the light. */
export const TUNNEL_WORD: Record<TunnelState, string> = {
  stopped: 'Stopped',
  connecting: 'Connecting',
  online: 'Online',
  degraded: 'Degraded',
  reconnecting: 'Reconnecting',
  refused: 'Refused',
};
