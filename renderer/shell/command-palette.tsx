import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useServices, useTunnels } from '../state/stores.ts';
import { generalCommands, serviceCommands, targetCommands, tunnelCommands } from './commands.tsx';

/** Commands shown at once; typing narrows them down. */
const SHOWN = 40;

const NO_TAGS: string[] = [];

/** Everything that the page can do, by name: Ctrl-K or ⌘K. */
export function CommandPalette() {
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [isOpen, setIsOpen] = useState(false);
  const tunnels = useTunnels((state) => state.value) ?? [];
  const services = useServices((state) => state.value) ?? [];
  // Made only while they can be seen: hundreds of tunnels have thousands of commands.
  const groups: SpotlightActionGroupData[] = isOpen
    ? [
        {
          group: 'Share',
          actions: [...targetCommands(query, navigate), ...serviceCommands(services, tunnels, navigate)],
        },
        { group: 'Porthole', actions: generalCommands(navigate) },
        { group: 'Tunnels', actions: tunnels.flatMap((tunnel) => tunnelCommands(tunnel, navigate)) },
      ]
    : [];
  return (
    <Spotlight
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setIsOpen(true)}
      onSpotlightClose={() => setIsOpen(false)}
      actions={groups.filter(({ actions }) => actions.length > 0)}
      limit={SHOWN}
      shortcut="mod + K"
      // Also from within a field: what is typed there stays.
      tagsToIgnore={NO_TAGS}
      scrollable
      maxHeight={420}
      lockScroll={false}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound="Nothing here has that name. Type a port to share it."
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.75} />,
        placeholder: 'Share a port, find a tunnel, do anything…',
        'aria-label': 'Command',
      }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      transitionProps={{ transition: 'fade', duration: 100 }}
    />
  );
}
