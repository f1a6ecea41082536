/** Names and addresses of this computer (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * What a person should know before a token is sent to a control plane (`ws(s)://` or `http(s)://`): that it would cross a network that others
 * may listen on. Undefined where it would not.
 */
export function clearWarning(url: string): string | undefined {
  const host = /^(?:ws|http):\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1];
  if (host === undefined || LOOPBACK.test(host)) return undefined;
  return `The token and all traffic cross the network to ${host} in the clear: use wss:// (https://), or a private network such as a VPN.`;
}
