import { Skeleton } from '@mantine/core';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { CopyAddressButton } from '../../components/copy-address-button.tsx';
import { TunnelLight } from '../../components/tunnel-light.tsx';
import { TunnelSwitch } from '../../components/tunnel-switch.tsx';
import { tunnelPath } from '../../format/tunnel-path.ts';
import { tunnelWay } from '../../format/tunnel-way.ts';
import { useTunnels } from '../../state/stores.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import classes from './popover-view.module.css';

/** Every tunnel on two lines: its name, and its address or what is wrong with it. */
export function PopoverTunnels() {
  const { value: tunnels, failure } = useTunnels();
  if (failure !== undefined) return <p className={classes.note}>The tunnels could not be loaded. {failure}</p>;
  if (tunnels === undefined) {
    return (
      <div className={classes.note} role="status" aria-label="Loading tunnels">
        <Skeleton height={40} />
      </div>
    );
  }
  if (tunnels.length === 0)
    return <p className={classes.note}>No tunnels yet. Share what runs here, or open Porthole.</p>;
  return (
    <ul className={classes.rows} aria-label="Tunnels">
      {tunnels.map((tunnel) => (
        <Row key={tunnel.id} tunnel={tunnel} />
      ))}
    </ul>
  );
}

function Row({ tunnel }: { tunnel: Tunnel }) {
  const { id, name, publicUrl } = tunnel;
  return (
    <li className={classes.row} aria-label={name}>
      <TunnelLight tunnel={tunnel} />
      <div className={classes.words}>
        <a className={classes.name} href={`#${tunnelPath(id)}`} target="_blank" rel="noopener opener" title={name}>
          {name}
        </a>
        <SecondLine tunnel={tunnel} />
      </div>
      {publicUrl !== undefined && <CopyAddressButton tunnel={tunnel} />}
      <TunnelSwitch tunnel={tunnel} />
    </li>
  );
}

/** What is wrong comes before the address: the light alone says only that something is. */
function SecondLine({ tunnel }: { tunnel: Tunnel }) {
  const isStale = useIsStale();
  const { status } = tunnel;
  const message = 'message' in status && !isStale ? status.message : undefined;
  const { from, to, none } = tunnelWay(tunnel);
  const address = tunnel.kind === 'forward' ? from : (to ?? none);
  return (
    <span
      className={message === undefined ? classes.address : classes.trouble}
      data-state={status.state}
      title={message ?? address}
    >
      {message ?? address}
    </span>
  );
}
