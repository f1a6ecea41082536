import type { Tunnel, TunnelExit } from '../../shared/contract/tunnel.ts';
import { shortAddress } from '../format/short-address.ts';
import { TUNNEL_LIGHT, TUNNEL_WORD } from '../format/tunnel-light.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import { StatusLight } from './status-light.tsx';
import classes from './tunnel-exits.module.css';

/** The exit servers of a tunnel that runs over several, each with its state and address; nothing for others. */
export function TunnelExits({ tunnel }: { tunnel: Tunnel }) {
  if (tunnel.exits === undefined) return null;
  return (
    <ul className={classes.exits} aria-label={`Exit servers of ${tunnel.name}`}>
      {tunnel.exits.map((exit) => (
        <Exit key={exit.serverId} exit={exit} />
      ))}
    </ul>
  );
}

function Exit({ exit }: { exit: TunnelExit }) {
  const isStale = useIsStale();
  const { serverLabel, status, publicUrl } = exit;
  const light = isStale ? 'off' : TUNNEL_LIGHT[status.state];
  const address = publicUrl === undefined ? 'no address yet' : shortAddress(publicUrl);
  return (
    <li className={classes.exit} aria-label={serverLabel}>
      <StatusLight state={light} />
      <span className={classes.server}>{serverLabel}</span>
      {publicUrl?.startsWith('http') ? (
        <a className={classes.address} href={publicUrl} target="_blank" rel="noreferrer" title={publicUrl}>
          {address}
        </a>
      ) : (
        <span className={classes.address} title={publicUrl}>
          {address}
        </span>
      )}
      <span className={classes.word}>{isStale ? 'Unknown' : TUNNEL_WORD[status.state]}</span>
    </li>
  );
}
