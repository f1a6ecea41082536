import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { TUNNEL_WORD } from '../format/tunnel-light.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import classes from './status-word.module.css';
import { TunnelLight, useTunnelLight } from './tunnel-light.tsx';

/** The status of a tunnel as one word in the colour of its light. */
export function StatusWord({ tunnel, withLight = false }: { tunnel: Tunnel; withLight?: boolean }) {
  const isStale = useIsStale();
  return (
    <span className={classes.status} data-state={useTunnelLight(tunnel)}>
      {withLight && <TunnelLight tunnel={tunnel} />}
      <span>{isStale ? 'Unknown' : TUNNEL_WORD[tunnel.status.state]}</span>
    </span>
  );
}
