/** Places of the page (renderer/app.tsx) that the shell leads to. */
export const PAGE_PATHS = {
  tunnels: '/',
  requests: '/requests',
  metrics: '/metrics',
  servers: '/servers',
  secrets: '/secrets',
  activity: '/activity',
  settings: '/settings',
  popover: '/popover',
  tunnel: (id: string) => `/tunnels/${encodeURIComponent(id)}`,
} as const;
