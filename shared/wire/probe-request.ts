/** Requests below it are a client's own, through its public URL: `PROBE_PATH` and a nonce, which only this client knows. */
export const PROBE_PATH = '/.well-known/porthole/';

/** Field with the id of the tunnel that is probed: where several clients serve a name, the exit server asks that one. In lower case. */
export const PROBE_TUNNEL_FIELD = 'porthole-tunnel';
