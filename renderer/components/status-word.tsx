import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { TUNNEL_LIGHT, TUNNEL_WORD } from '../format/tunnel-light.ts';
import { StatusLight } from './status-light.tsx';
import classes from './status-word.module.css';

/** The status of a tunnel as one word in the colour of its light. */
export function StatusWord({ tunnel, withLight = false }: { tunnel: Tunnel; withLight?: boolean }) {
  const { state } = tunnel.status;
  return (
    <span className={classes.status} data-state={TUNNEL_LIGHT[state]}>
      {withLight && <StatusLight state={TUNNEL_LIGHT[state]} />}
      <span>{TUNNEL_WORD[state]}</span>
    </span>
  );
}
