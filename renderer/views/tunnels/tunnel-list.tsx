import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import { TroubleFilter } from './trouble-filter.tsx';
import classes from './tunnel-list.module.css';
import rowClasses from './tunnel-row.module.css';
import { TunnelRow } from './tunnel-row.tsx';
import { useShownTunnels } from './use-shown-tunnels.ts';

/** About as many as a window shows at first: the browser says of the others when it draws them. */
const FIRST = 12;

/** All tunnels, or those in trouble alone, in the order of the engine. */
export function TunnelList({ tunnels }: { tunnels: readonly Tunnel[] }) {
  const narrowed = useShownTunnels(tunnels);
  const { shown, troubled, isNarrowed } = narrowed;
  // Of a short list all rows are drawn, and say what is wrong.
  const isOffered = isNarrowed || (tunnels.length > FIRST && troubled.length > 0);
  return (
    <>
      {isOffered && <TroubleFilter {...narrowed} all={tunnels.length} />}
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
          {shown.map((tunnel, index) => (
            <TunnelRow key={tunnel.id} tunnel={tunnel} isFirst={index < FIRST} />
          ))}
        </ul>
      </div>
    </>
  );
}
