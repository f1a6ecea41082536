import { useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { RequestsPanel } from './requests-panel.tsx';

/** The requests of one tunnel. */
export function TunnelRequests({ tunnelId }: { tunnelId: string }) {
  const [filter, setFilter] = useState<RequestFilter>({});
  return <RequestsPanel filter={filter} onFilter={setFilter} tunnelId={tunnelId} />;
}
