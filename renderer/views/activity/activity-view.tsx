import { Skeleton } from '@mantine/core';
import { IconHistory, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ActivityEntry } from '../../../shared/contract/activity.ts';
import type { Alert } from '../../../shared/contract/alert.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { type LightState, StatusLight } from '../../components/status-light.tsx';
import { useNow } from '../../components/use-now.ts';
import { formatAge } from '../../format/format-age.ts';
import { formatDateTime } from '../../format/format-clock.ts';
import { tunnelPath } from '../../format/tunnel-path.ts';
import { View } from '../../shell/view.tsx';
import { useConnection } from '../../state/connection-store.ts';
import { useActivity, useAlerts, useTunnels } from '../../state/stores.ts';
import classes from './activity-view.module.css';

/** Ages are coarse: they need no second hand. */
const RENEW_MS = 10_000;

const LIGHTS: Record<ActivityEntry['level'], LightState> = { info: 'online', warning: 'degraded', error: 'refused' };

/** What wants a person now, and what happened. */
export function ActivityView() {
  return (
    <View title="Activity">
      <Present />
      <Past />
    </View>
  );
}

/** The alerts that last. */
function Present() {
  const alerts = useAlerts((state) => state.value) ?? [];
  const now = useNow(alerts.length > 0, RENEW_MS);
  if (alerts.length === 0) return null;
  return (
    <section className={classes.panel} aria-label="Alerts">
      <h2 className={classes.heading}>Now</h2>
      <ul className={classes.entries}>
        {alerts.map((alert) => (
          <Entry key={alert.id} light={lightOf(alert)} at={alert.since} now={now} about={alert}>
            {alert.message}
          </Entry>
        ))}
      </ul>
    </section>
  );
}

function lightOf({ kind }: Alert): LightState {
  return LIGHTS[kind === 'expiry' ? 'warning' : 'error'];
}

function Past() {
  const { value: entries, failure } = useActivity();
  const phase = useConnection((state) => state.phase);
  const now = useNow(true, RENEW_MS);
  if (entries === undefined && (failure !== undefined || phase === 'lost')) {
    return (
      <EmptyState icon={IconPlugConnectedX} title="The activity could not be loaded">
        {failure === undefined
          ? 'Porthole’s engine does not answer. It appears as soon as it does.'
          : `${failure} It is tried again by itself.`}
      </EmptyState>
    );
  }
  if (entries === undefined) {
    return (
      <div role="status" aria-label="Loading activity">
        <Skeleton height={156} radius="lg" />
      </div>
    );
  }
  if (entries.length === 0) {
    return (
      <EmptyState icon={IconHistory} title="Nothing has happened yet">
        Alerts appear here: a tunnel that is down, answers with errors or slowly, a certificate or token that ends soon.
      </EmptyState>
    );
  }
  return (
    <section className={classes.panel} aria-label="History">
      <h2 className={classes.heading}>History</h2>
      <ul className={classes.entries}>
        {entries.map((entry) => (
          <Entry key={entry.id} light={LIGHTS[entry.level]} at={entry.at} now={now} about={entry}>
            {entry.message}
          </Entry>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  light: LightState;
  /** ms since the epoch */
  at: number;
  now: number;
  about: { tunnelIds: readonly string[] };
  children: ReactNode;
}

function Entry({ light, at, now, about, children }: EntryProps) {
  const tunnels = useTunnels((state) => state.value) ?? [];
  const [id] = about.tunnelIds;
  // One tunnel has a page; of many the list is the place to look.
  const tunnel = about.tunnelIds.length === 1 ? tunnels.find((other) => other.id === id) : undefined;
  return (
    <li className={classes.entry}>
      <StatusLight state={light} />
      <span className={classes.message}>{children}</span>
      {tunnel !== undefined && (
        <Link className={classes.link} href={tunnelPath(tunnel.id)}>
          {tunnel.name}
        </Link>
      )}
      <time className={classes.time} dateTime={new Date(at).toISOString()} title={formatDateTime(at / 1000)}>
        {formatAge(at, now)}
      </time>
    </li>
  );
}
