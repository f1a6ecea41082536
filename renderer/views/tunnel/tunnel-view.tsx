import { Button, Skeleton } from '@mantine/core';
import { IconArrowLeft, IconRouteOff } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { AddressTools } from '../../components/address-tools.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { LinkNote } from '../../components/link-note.tsx';
import { OnDemandNote } from '../../components/on-demand-note.tsx';
import { ScopeLine } from '../../components/scope-line.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { TunnelExits } from '../../components/tunnel-exits.tsx';
import { TunnelMenu } from '../../components/tunnel-menu.tsx';
import { TunnelSwitch } from '../../components/tunnel-switch.tsx';
import { TunnelTrouble } from '../../components/tunnel-trouble.tsx';
import { canHaveRules } from '../../format/fitting-rules.ts';
import type { TunnelTab } from '../../format/tunnel-path.ts';
import { tunnelWay } from '../../format/tunnel-way.ts';
import { View } from '../../shell/view.tsx';
import { useTunnels } from '../../state/stores.ts';
import { TunnelRequests } from '../requests/tunnel-requests.tsx';
import { RulesPanel } from '../rules/rules-panel.tsx';
import { TunnelSettings } from '../tunnel-settings/tunnel-settings.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { Charts } from './charts.tsx';
import { ProbeLine } from './probe-line.tsx';
import { TunnelTabs } from './tunnel-tabs.tsx';
import classes from './tunnel-view.module.css';
import { UptimeLine } from './uptime-line.tsx';

interface TunnelViewProps {
  tunnelId: string;
  /** As the address has it; what is no view shows the overview. */
  tab: string | undefined;
}

/** One tunnel: what it is, whether each hop answers, and its traffic; or its requests, its rules, or how it is watched. */
export function TunnelView({ tunnelId, tab }: TunnelViewProps) {
  const tunnels = useTunnels((state) => state.value);
  const [, navigate] = useLocation();
  const tunnel = tunnels?.find(({ id }) => id === tunnelId);
  if (tunnels === undefined) return <TunnelSkeleton />;
  if (tunnel === undefined) {
    return (
      <View title="Tunnel">
        <EmptyState
          icon={IconRouteOff}
          title="There is no such tunnel"
          action={
            <Button variant="default" onClick={() => navigate('/')}>
              Show all tunnels
            </Button>
          }
        >
          It may have been deleted.
        </EmptyState>
      </View>
    );
  }
  const shownTab = tabOf(tunnel, tab);
  return (
    <View title={tunnel.name} heading={<Heading tunnel={tunnel} />} wide={shownTab === 'requests'}>
      <TunnelTabs tunnel={tunnel} tab={shownTab} />
      <div className={classes.trouble} aria-live="polite">
        <TunnelTrouble tunnel={tunnel} />
      </div>
      <Tab tunnel={tunnel} tab={shownTab} />
    </View>
  );
}

/** The tab of the address, where this kind of tunnel has it. */
function tabOf({ kind }: Tunnel, tab: string | undefined): TunnelTab | undefined {
  if (tab === 'settings' || (tab === 'requests' && kind === 'http')) return tab;
  return tab === 'rules' && canHaveRules(kind) ? tab : undefined;
}

function Tab({ tunnel, tab }: { tunnel: Tunnel; tab: TunnelTab | undefined }) {
  if (tab === 'requests') return <TunnelRequests tunnelId={tunnel.id} />;
  if (tab === 'settings') return <TunnelSettings tunnel={tunnel} />;
  return tab === 'rules' ? <RulesPanel tunnel={tunnel} /> : <Overview tunnel={tunnel} />;
}

function Overview({ tunnel }: { tunnel: Tunnel }) {
  return (
    <>
      <ProbeLine tunnel={tunnel} />
      <OnDemandNote tunnel={tunnel} />
      {tunnel.exits !== undefined && (
        <div className={classes.exits}>
          <TunnelExits tunnel={tunnel} />
        </div>
      )}
      <LinkNote linkNote={tunnel.linkNote} proxy={tunnel.proxy} />
      <UptimeLine tunnelId={tunnel.id} />
      <Charts tunnel={tunnel} />
      {tunnel.onDemand !== undefined && <ActivityPanel tunnel={tunnel} />}
    </>
  );
}

function Heading({ tunnel }: { tunnel: Tunnel }) {
  const { from, words, to, none } = tunnelWay(tunnel);
  return (
    <header className={classes.heading}>
      <Link href="/" className={classes.back}>
        <IconArrowLeft size={16} stroke={1.75} aria-hidden="true" /> Tunnels
      </Link>
      <div className={classes.title}>
        <h1>{tunnel.name}</h1>
        <StatusWord tunnel={tunnel} withLight />
        <span className={classes.acts}>
          <TunnelSwitch tunnel={tunnel} />
          <TunnelMenu tunnel={tunnel} inOverview />
        </span>
      </div>
      <div className={classes.addresses}>
        <span className={classes.address}>{from}</span>
        <span aria-hidden="true">→</span>
        <span className="ph-sr">{words}</span>
        {to === undefined ? (
          <span>{none}</span>
        ) : (
          <span className={`${classes.address} ${classes.public}`}>
            {tunnel.kind === 'private' || tunnel.kind === 'forward' ? to : tunnel.publicUrl}
          </span>
        )}
        <AddressTools tunnel={tunnel} />
        <ScopeLine tunnel={tunnel} />
      </div>
    </header>
  );
}

function TunnelSkeleton() {
  return (
    <View title="Tunnel" heading={<Skeleton height={28} width={220} />}>
      <Skeleton height={92} radius="lg" />
      <Skeleton height={480} radius="lg" />
    </View>
  );
}
