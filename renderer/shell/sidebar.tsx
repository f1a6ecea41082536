import {
  type Icon,
  IconChartLine,
  IconHistory,
  IconKey,
  IconListDetails,
  IconRoute,
  IconServer2,
  IconSettings,
} from '@tabler/icons-react';
import { Link, useRoute } from 'wouter';
import { aggregateLight } from '../../shared/contract/tunnel-predicates.ts';
import { BrandMark } from '../components/brand-mark.tsx';
import { AGGREGATE_LIGHT } from '../components/status-light.tsx';
import { useTunnels } from '../state/stores.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import classes from './sidebar.module.css';

/** The views that there are. */
export function Sidebar() {
  const light = useTunnels((state) => aggregateLight(state.value ?? []));
  const isStale = useIsStale();
  return (
    <nav className={classes.sidebar} aria-label="Views">
      <div className={classes.brand}>
        <BrandMark state={isStale ? 'off' : AGGREGATE_LIGHT[light]} />
        <span className={classes.word}>Porthole</span>
      </div>
      <Entry href="/" pattern={/^\/(?:tunnels.*)?$/} icon={IconRoute} label="Tunnels" />
      <Entry href="/requests" pattern={/^\/requests.*$/} icon={IconListDetails} label="Requests" />
      <Entry href="/metrics" pattern={/^\/metrics$/} icon={IconChartLine} label="Metrics" />
      <Entry href="/servers" pattern={/^\/servers.*$/} icon={IconServer2} label="Servers" />
      <Entry href="/secrets" pattern={/^\/secrets.*$/} icon={IconKey} label="Secrets" />
      <Entry href="/activity" pattern={/^\/activity$/} icon={IconHistory} label="Activity" />
      <span className={classes.gap} />
      <Entry href="/settings" pattern={/^\/settings$/} icon={IconSettings} label="Settings" />
    </nav>
  );
}

interface EntryProps {
  href: string;
  /** Paths at which this entry is the current one. */
  pattern: RegExp;
  icon: Icon;
  label: string;
}

function Entry({ href, pattern, icon: Sign, label }: EntryProps) {
  const [here] = useRoute(pattern);
  return (
    <Link href={href} className={classes.entry} aria-current={here ? 'page' : undefined} title={label}>
      <Sign size={20} stroke={1.6} aria-hidden="true" />
      <span className={classes.label}>{label}</span>
    </Link>
  );
}
