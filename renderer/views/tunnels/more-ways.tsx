import { Button } from '@mantine/core';
import { IconArrowsLeftRight, IconFileImport, IconFolder, IconLock } from '@tabler/icons-react';
import { shareFolder } from '../../actions/share-folder.ts';
import { useDialog } from '../../state/dialog-store.ts';
import classes from './more-ways.module.css';

const ICON = { size: 16, stroke: 1.75 } as const;

/** Less common ways to a tunnel: to a folder, to one's own devices only, to a service over there, and out of another program's settings. */
export function MoreWays() {
  const open = useDialog((state) => state.open);
  const button = { variant: 'subtle', color: 'gray', size: 'compact-sm' } as const;
  return (
    <div className={classes.ways}>
      <Button {...button} leftSection={<IconFolder {...ICON} />} onClick={() => void shareFolder()}>
        Share a folder…
      </Button>
      <Button {...button} leftSection={<IconLock {...ICON} />} onClick={() => open({ kind: 'private' })}>
        Share with my own devices only…
      </Button>
      <Button {...button} leftSection={<IconArrowsLeftRight {...ICON} />} onClick={() => open({ kind: 'forward' })}>
        Reach a remote service…
      </Button>
      <Button {...button} leftSection={<IconFileImport {...ICON} />} onClick={() => open({ kind: 'import' })}>
        Bring tunnels over…
      </Button>
    </div>
  );
}
