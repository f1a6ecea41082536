import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { onDemandWords } from '../format/on-demand-words.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import classes from './link-note.module.css';

/** How the service is, where it is started on demand. */
export function OnDemandNote({ tunnel }: { tunnel: Tunnel }) {
  const isStale = useIsStale();
  const words = onDemandWords(tunnel);
  if (isStale || words === undefined) return null;
  return (
    <p className={classes.note} role="note">
      {words}
    </p>
  );
}
