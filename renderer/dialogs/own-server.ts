import type { Server } from '../../shared/contract/server.ts';

/** The server that leads to other computers: the default one where it does, else the first that does; the embedded one knows only this one. */
export function ownServer(servers: readonly Server[], defaultServerId: string | undefined): string | null {
  const own = servers.filter(({ embedded }) => !embedded);
  return (own.find(({ id }) => id === defaultServerId) ?? own[0])?.id ?? null;
}
