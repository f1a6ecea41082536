import { laterView } from '../shell/later-view.ts';

/* All views but Tunnels, which is the first that most people see. */
export const ActivityView = laterView(async () => (await import('./activity/activity-view.tsx')).ActivityView);
export const MetricsView = laterView(async () => (await import('./metrics/metrics-view.tsx')).MetricsView);
export const PopoverView = laterView(async () => (await import('./popover/popover-view.tsx')).PopoverView);
export const RequestsView = laterView(async () => (await import('./requests/requests-view.tsx')).RequestsView);
export const SecretsView = laterView(async () => (await import('./secrets/secrets-view.tsx')).SecretsView);
export const ServersView = laterView(async () => (await import('./servers/servers-view.tsx')).ServersView);
export const SettingsView = laterView(async () => (await import('./settings/settings-view.tsx')).SettingsView);
export const TunnelView = laterView(async () => (await import('./tunnel/tunnel-view.tsx')).TunnelView);
