import { View } from '../../shell/view.tsx';
import { useRequestFilter } from '../../state/request-filter-store.ts';
import { RequestsPanel } from './requests-panel.tsx';

/** The requests of all tunnels. */
export function RequestsView() {
  const { filter, set } = useRequestFilter();
  return (
    <View title="Requests" wide>
      <RequestsPanel filter={filter} onFilter={set} />
    </View>
  );
}
