import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import classes from './tunnel-list.module.css';
import rowClasses from './tunnel-row.module.css';
import { TunnelRow } from './tunnel-row.tsx';

/** About as many as a window shows at first: the browser says of the others when it draws them. */
const FIRST = 12;

/** All tunnels, in the order of the engine. */
export function TunnelList({ tunnels }: { tunnels: readonly Tunnel[] }) {
  return (
    <div className={classes.panel} data-stale={useIsStale()}>
      <div className={rowClasses.head} aria-hidden="true">
        <span />
        <span className={rowClasses.startHead}>Tunnel</span>
        <span className={rowClasses.startHead}>Last 60 s</span>
        <span>Req/s</span>
        <span>Errors</span>
        <span>p95</span>
        <span />
        <span />
      </div>
      <ul className={classes.list} aria-label="Tunnels">
        {tunnels.map((tunnel, index) => (
          <TunnelRow key={tunnel.id} tunnel={tunnel} isFirst={index < FIRST} />
        ))}
      </ul>
    </div>
  );
}
