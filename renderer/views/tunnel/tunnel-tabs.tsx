import { Link } from 'wouter';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { canHaveRules } from '../../format/fitting-rules.ts';
import { type TunnelTab, tunnelPath } from '../../format/tunnel-path.ts';
import classes from './tunnel-tabs.module.css';

interface TunnelTabsProps {
  tunnel: Tunnel;
  /** The one that is shown; undefined: the overview. */
  tab: TunnelTab | undefined;
}

/** The views of one tunnel, as links that stay in the history and can be kept as bookmarks. */
export function TunnelTabs({ tunnel, tab }: TunnelTabsProps) {
  const tabs: { tab: TunnelTab | undefined; label: string }[] = [{ tab: undefined, label: 'Overview' }];
  if (tunnel.kind === 'http') tabs.push({ tab: 'requests', label: 'Requests' });
  if (canHaveRules(tunnel.kind)) tabs.push({ tab: 'rules', label: 'Rules' });
  tabs.push({ tab: 'settings', label: 'Settings' });
  return (
    <nav className={classes.tabs} aria-label={`Views of ${tunnel.name}`}>
      {tabs.map((entry) => (
        <Link
          key={entry.label}
          href={tunnelPath(tunnel.id, entry.tab)}
          className={classes.tab}
          aria-current={entry.tab === tab ? 'page' : undefined}
        >
          {entry.label}
        </Link>
      ))}
    </nav>
  );
}
