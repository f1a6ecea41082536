import { Suspense, useEffect } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import classes from './app.module.css';
import { Dialogs } from './dialogs/dialogs.tsx';
import { Banners } from './shell/banners.tsx';
import { CommandPalette } from './shell/command-palette.tsx';
import { KeyNeeded } from './shell/key-needed.tsx';
import { fetchLaterViews } from './shell/later-view.ts';
import { Sidebar } from './shell/sidebar.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { useFocusReturn } from './shell/use-focus-return.ts';
import { useConnection } from './state/connection-store.ts';
import {
  ActivityView,
  MetricsView,
  PopoverView,
  RequestsView,
  SecretsView,
  ServersView,
  SettingsView,
  TunnelView,
} from './views/later-views.ts';
import { TunnelsView } from './views/tunnels/tunnels-view.tsx';

/** The page: a sidebar, the line of truth, and the view that the address names; or the tray's small form of it. */
export function App() {
  const phase = useConnection((state) => state.phase);
  useEffect(fetchLaterViews, []);
  if (phase === 'no-key' || phase === 'bad-key') return <KeyNeeded wrong={phase === 'bad-key'} />;
  return (
    <Router hook={useHashLocation}>
      <Switch>
        <Route path="/popover">
          <Suspense>
            <PopoverView />
          </Suspense>
        </Route>
        <Route>
          <WholePage />
        </Route>
      </Switch>
    </Router>
  );
}

function WholePage() {
  useFocusReturn();
  return (
    <>
      <div className={classes.app}>
        <Sidebar />
        <div className={classes.column}>
          <TopBar />
          <Banners />
          <main className={classes.content}>
            <Suspense>
              <Views />
            </Suspense>
            {/* Menus, dialogs and tips (see the Portal of the theme): within a landmark, as all that the page says. */}
            <div id="floats" />
          </main>
        </div>
      </div>
      <Dialogs />
      <CommandPalette />
    </>
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
