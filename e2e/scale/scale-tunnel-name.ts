/** The name of a client's HTTP tunnel. */
export function scaleTunnelName(client: number, tunnel: number): string {
  return `t${tunnel}-c${client}`;
}
