import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import classes from './app.module.css';
import { Dialogs } from './dialogs/dialogs.tsx';
import { Banners } from './shell/banners.tsx';
import { CommandPalette } from './shell/command-palette.tsx';
import { KeyNeeded } from './shell/key-needed.tsx';
import { Sidebar } from './shell/sidebar.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { useFocusReturn } from './shell/use-focus-return.ts';
import { useConnection } from './state/connection-store.ts';
import { ActivityView } from './views/activity/activity-view.tsx';
import { MetricsView } from './views/metrics/metrics-view.tsx';
import { RequestsView } from './views/requests/requests-view.tsx';
import { SecretsView } from './views/secrets/secrets-view.tsx';
import { ServersView } from './views/servers/servers-view.tsx';
import { SettingsView } from './views/settings/settings-view.tsx';
import { TunnelView } from './views/tunnel/tunnel-view.tsx';
import { TunnelsView } from './views/tunnels/tunnels-view.tsx';

/** The page: a sidebar, the line of truth, and the view that the address names. */
export function App() {
  const phase = useConnection((state) => state.phase);
  useFocusReturn();
  if (phase === 'no-key' || phase === 'bad-key') return <KeyNeeded wrong={phase === 'bad-key'} />;
  return (
    <Router hook={useHashLocation}>
      <div className={classes.app}>
        <Sidebar />
        <div className={classes.column}>
          <TopBar />
          <Banners />
          <main className={classes.content}>
            <Views />
            {/* Menus, dialogs and tips (see the Portal of the theme): within a landmark, as all that the page says. */}
            <div id="floats" />
          </main>
        </div>
      </div>
      <Dialogs />
      <CommandPalette />
    </Router>
  );
}

function Views() {
  return (
    <Switch>
      <Route path="/" component={TunnelsView} />
      <Route path="/tunnels/:id/:tab?">
        {({ id, tab }) => <TunnelView key={id} tunnelId={decodeURIComponent(id)} tab={tab} />}
      </Route>
      <Route path="/requests" component={RequestsView} />
      <Route path="/metrics" component={MetricsView} />
      <Route path="/servers/:task?">{({ task }) => <ServersView task={task} />}</Route>
      <Route path="/secrets/:serverId?">
        {({ serverId }) => <SecretsView serverId={serverId && decodeURIComponent(serverId)} />}
      </Route>
      <Route path="/activity" component={ActivityView} />
      <Route path="/settings" component={SettingsView} />
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  );
}
