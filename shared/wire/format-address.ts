/** Writes an address as `ip:port` or `[ip6]:port`; an IPv4 address that a dual-stack socket gives as `::ffff:a.b.c.d` plainly. */
export function formatAddress(ip: string | undefined, port: number | undefined): string {
  if (ip === undefined || port === undefined) return 'unknown';
  const plain = ip.startsWith('::ffff:') && ip.includes('.') ? ip.slice('::ffff:'.length) : ip;
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
