/** Views of one tunnel beside its overview. */
export type TunnelTab = 'requests' | 'rules' | 'settings';

/** The page's address of one tunnel's view. */
export function tunnelPath(tunnelId: string, tab?: TunnelTab): string {
  return `/tunnels/${encodeURIComponent(tunnelId)}${tab === undefined ? '' : `/${tab}`}`;
}
