import { runningTunnelOf } from '../../../shared/contract/running-tunnel-of.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useServices, useTunnels } from '../../state/stores.ts';
import { ServiceChip } from '../tunnels/service-chip.tsx';
import classes from './popover-view.module.css';

const NO_TUNNELS: readonly Tunnel[] = [];

/** What listens on this computer and is not shared yet, one click each; nothing where there is none. */
export function PopoverServices() {
  const services = useServices((state) => state.value) ?? [];
  const tunnels = useTunnels((state) => state.value) ?? NO_TUNNELS;
  const free = services.filter((service) => runningTunnelOf(service, tunnels) === undefined);
  if (free.length === 0) return null;
  return (
    <section className={classes.services} aria-labelledby="running">
      <h2 id="running">Running on this computer</h2>
      {free.map((service) => (
        <ServiceChip key={service.id} service={service} tunnel={undefined} />
      ))}
    </section>
  );
}
