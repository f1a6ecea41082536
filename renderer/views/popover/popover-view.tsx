import { IconExternalLink } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Banners } from '../../shell/banners.tsx';
import { TruthLine } from '../../shell/truth-line.tsx';
import { PopoverServices } from './popover-services.tsx';
import { PopoverTunnels } from './popover-tunnels.tsx';
import classes from './popover-view.module.css';

/**
 * What the tray shows in a small window (380 × 520): how all fares, the tunnels with their switches, and what could be shared. Its links ask for a
 * new window; the desktop app answers by showing its own there.
 */
export function PopoverView() {
  useEffect(() => {
    document.title = 'Porthole';
  }, []);
  return (
    <div className={classes.popover}>
      <header className={classes.head}>
        <h1 className="ph-sr">Porthole</h1>
        <TruthLine />
        <a className={classes.open} href="#/" target="_blank" rel="noopener opener">
          Open <IconExternalLink size={14} stroke={1.75} aria-hidden="true" />
        </a>
      </header>
      <Banners />
      <main className={classes.content}>
        <PopoverTunnels />
        <PopoverServices />
        {/* As in the app: see the Portal of the theme. */}
        <div id="floats" />
      </main>
    </div>
  );
}
