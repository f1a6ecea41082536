import { Button, Group } from '@mantine/core';
import { saveExport } from '../../actions/save-export.ts';
import { useDialog } from '../../state/dialog-store.ts';
import { Setting } from './setting.tsx';

/** Tunnels and servers to another computer, and from other programs. */
export function MoveSettings() {
  const open = useDialog((state) => state.open);
  return (
    <Setting label="Another computer or program" hint="Tokens and passwords are not in the file.">
      <Group gap={8}>
        <Button variant="default" onClick={() => void saveExport()}>
          Save to a file
        </Button>
        <Button variant="default" onClick={() => open({ kind: 'import' })}>
          Bring tunnels over…
        </Button>
      </Group>
    </Setting>
  );
}
