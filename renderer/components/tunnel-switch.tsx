import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { setRunning } from '../actions/tunnel-acts.ts';

/** Starts and stops a tunnel. It shows what was asked for at once, and the truth when the engine answers. */
export function TunnelSwitch({ tunnel }: { tunnel: Tunnel }) {
  const [asked, setAsked] = useState<boolean>();
  const toggle = async (run: boolean) => {
    setAsked(run);
    await setRunning(tunnel, run);
    setAsked(undefined);
  };
  return (
    <Switch
      checked={asked ?? tunnel.enabled}
      onChange={(event) => void toggle(event.currentTarget.checked)}
      aria-label={`Run ${tunnel.name}`}
      aria-busy={asked !== undefined}
    />
  );
}
