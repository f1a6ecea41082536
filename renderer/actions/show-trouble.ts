import { isInTrouble } from '../../shared/contract/tunnel-predicates.ts';
import { useTunnels } from '../state/stores.ts';
import { useTroubleFilter } from '../state/trouble-filter-store.ts';
import { toast } from './toast.tsx';

/** Narrows the list of tunnels down to those in trouble, and says so where there is none. */
export function showTrouble(): void {
  const troubled = (useTunnels.getState().value ?? []).filter(({ status }) => isInTrouble(status));
  if (troubled.length === 0) toast('No tunnel is in trouble.', { tone: 'good' });
  else useTroubleFilter.getState().show(troubled.map(({ id }) => id));
}
