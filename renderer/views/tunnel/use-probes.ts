import { useEffect, useState } from 'react';
import type { Probe, Probes } from '../../../shared/contract/tunnel.ts';
import { follow } from '../../rpc/follow.ts';
import { useConnection } from '../../state/connection-store.ts';

/** For the moment until the engine has answered. */
const ASKED: Probe = { state: 'unknown', message: '…' };
const NONE_YET: Probes = { link: ASKED, upstream: ASKED, publicUrl: ASKED };

/** Follows what the probes of a tunnel say, as long as it is looked at: they are no part of the list of tunnels. */
export function useProbes(tunnelId: string): Probes {
  const client = useConnection((state) => state.client);
  const [probes, setProbes] = useState(NONE_YET);
  useEffect(() => {
    if (client === undefined) return;
    const over = new AbortController();
    const call = new AbortController();
    // That it broke is shown by the connection's own end, or by the tunnel's.
    const follower = { onValue: setProbes, onFailure: () => {} };
    void follow(() => client.tunnels.watchProbes({ id: tunnelId }, { signal: call.signal }), follower, over.signal);
    return () => {
      over.abort();
      // The engine is told only while it hears: see followEverything.
      if (useConnection.getState().client === client) call.abort();
    };
  }, [client, tunnelId]);
  return probes;
}
