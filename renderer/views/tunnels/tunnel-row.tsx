import { IconFolder } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { AddressTools } from '../../components/address-tools.tsx';
import { OnDemandNote } from '../../components/on-demand-note.tsx';
import { ScopeLine } from '../../components/scope-line.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { TunnelExits } from '../../components/tunnel-exits.tsx';
import { TunnelLight } from '../../components/tunnel-light.tsx';
import { TunnelMenu } from '../../components/tunnel-menu.tsx';
import { TunnelSwitch } from '../../components/tunnel-switch.tsx';
import { TunnelTrouble } from '../../components/tunnel-trouble.tsx';
import { tunnelPath } from '../../format/tunnel-path.ts';
import { tunnelWay } from '../../format/tunnel-way.ts';
import { useHighlight } from '../../state/highlight-store.ts';
import { TunnelFigures } from './tunnel-figures.tsx';
import classes from './tunnel-row.module.css';
import { useIsDrawn } from './use-is-drawn.ts';

/** How long a row stays lit after it was asked for, ms. */
const LIT_MS = 1_200;

interface TunnelRowProps {
  tunnel: Tunnel;
  /** Whether it is one of the first, which are in view when the list opens. */
  isFirst: boolean;
}

/**
 * One tunnel in the list: light, name, addresses, the last minute, and its switch. One far out of view has its light, name and status alone, which can be
 * found in the page and reached by keyboard wherever the list is scrolled to.
 */
export const TunnelRow = memo(function TunnelRow({ tunnel, isFirst }: TunnelRowProps) {
  const row = useLitWhenAsked(tunnel.id);
  const isDrawn = useIsDrawn(row, isFirst);
  const { label } = tunnelWay(tunnel);
  return (
    <li ref={row} className={classes.row} aria-label={tunnel.name} data-state={tunnel.status.state}>
      <div className={classes.main}>
        <span className={classes.light}>
          <TunnelLight tunnel={tunnel} />
        </span>
        <div className={classes.title}>
          <Link href={tunnelPath(tunnel.id)} className={classes.name} title={tunnel.name}>
            {tunnel.name}
          </Link>
          {label !== undefined && <span className={classes.kind}>{label}</span>}
          <StatusWord tunnel={tunnel} />
          {isDrawn && (
            <span className={classes.scopeAbove}>
              <ScopeLine tunnel={tunnel} />
            </span>
          )}
        </div>
        {isDrawn && <Beside tunnel={tunnel} />}
      </div>
      {isDrawn && <Below tunnel={tunnel} />}
    </li>
  );
});

function Beside({ tunnel }: { tunnel: Tunnel }) {
  return (
    <>
      <TunnelFigures tunnelId={tunnel.id} isHttp={tunnel.kind === 'http'} />
      <span className={classes.act}>
        <TunnelSwitch tunnel={tunnel} />
      </span>
      <span className={classes.act}>
        <TunnelMenu tunnel={tunnel} />
      </span>
      <Addresses tunnel={tunnel} />
    </>
  );
}

function Below({ tunnel }: { tunnel: Tunnel }) {
  return (
    <>
      <div className={classes.exits}>
        <TunnelExits tunnel={tunnel} />
      </div>
      <div className={classes.trouble} aria-live="polite">
        <TunnelTrouble tunnel={tunnel} />
        <OnDemandNote tunnel={tunnel} />
      </div>
    </>
  );
}

function Addresses({ tunnel }: { tunnel: Tunnel }) {
  const { from, words, to, none } = tunnelWay(tunnel);
  return (
    <div className={classes.addresses}>
      <span className={`${classes.address} ${classes.upstream}`} title={from}>
        {tunnel.upstream.startsWith('folder:') && (
          <IconFolder className={classes.folder} size={14} stroke={1.75} aria-label="Folder" />
        )}
        {from}
      </span>
      <span className={classes.arrow} aria-hidden="true">
        →
      </span>
      <span className="ph-sr">{words}</span>
      {to === undefined ? (
        <span className={classes.none}>{none}</span>
      ) : (
        <span className={classes.address} title={to}>
          {to}
        </span>
      )}
      <AddressTools tunnel={tunnel} />
      <span className={classes.scopeBeside}>
        <ScopeLine tunnel={tunnel} />
      </span>
    </div>
  );
}

/** Brings the row into view and lights it up when it was asked for. */
function useLitWhenAsked(tunnelId: string) {
  const row = useRef<HTMLLIElement>(null);
  const wish = useHighlight((state) => (state.tunnelId === tunnelId ? state.wish : 0));
  const done = useHighlight((state) => state.done);
  useEffect(() => {
    if (wish === 0 || row.current === null) return;
    const element = row.current;
    element.scrollIntoView({ block: 'nearest' });
    element.dataset.lit = 'true';
    const goOut = () => {
      delete element.dataset.lit;
      done(tunnelId);
    };
    const timer = setTimeout(goOut, LIT_MS);
    return () => {
      clearTimeout(timer);
      // Another row was asked for meanwhile.
      delete element.dataset.lit;
    };
  }, [wish, tunnelId, done]);
  return row;
}
