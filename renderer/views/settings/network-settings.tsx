import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { Network, NetworkChange } from '../../../shared/contract/network.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { useNetwork } from '../../state/stores.ts';
import { CaFileForm } from './ca-file-form.tsx';
import { ProxyForm } from './proxy-form.tsx';
import { Setting } from './setting.tsx';

const MODES = [
  { value: 'environment', label: 'Environment' },
  { value: 'none', label: 'None' },
  { value: 'own', label: 'Own' },
] as const;

const HINTS: Record<Network['proxyMode'], string> = {
  environment: 'Servers are reached as HTTPS_PROXY, ALL_PROXY and NO_PROXY say where Porthole was started.',
  none: 'Servers are reached directly.',
  own: 'Servers are reached through this proxy, those on this computer never.',
};

/** How exit servers are reached: through which proxy, and which certificate authorities are trusted. */
export function NetworkSettings() {
  const { value: network } = useNetwork();
  const [entering, setEntering] = useState(false);
  if (network === undefined) return null;
  const mode = entering ? 'own' : network.proxyMode;
  const choose = async (proxyMode: Network['proxyMode']) => {
    // A proxy of one's own counts from the moment on that its address is known.
    const mustEnter = proxyMode === 'own' && network.proxyUrl === undefined;
    setEntering(mustEnter);
    if (mustEnter) return;
    const answer = await change({ proxyMode });
    if (!answer.ok) toast(answer.message, { tone: 'bad' });
  };
  return (
    <>
      <Setting label="Proxy" hint={HINTS[mode]}>
        <SegmentedControl
          aria-label="Proxy"
          data={[...MODES]}
          value={mode}
          onChange={(value) => void choose(value as Network['proxyMode'])}
        />
      </Setting>
      {mode === 'own' && <ProxyForm network={network} change={change} onSaved={() => setEntering(false)} />}
      <CaFileForm network={network} change={change} />
    </>
  );
}

function change(part: NetworkChange) {
  return ask((client) => client.network.update(part));
}
