import { formatBytes } from '../../format/format-bytes.ts';
import { useCaptureSettings } from '../../state/stores.ts';
import classes from './requests-panel.module.css';
import type { RequestsList } from './use-requests.ts';

/** What is kept, where, and what was left out. */
export function StoreLine({ list: { store, failure, rows } }: { list: RequestsList }) {
  const settings = useCaptureSettings((state) => state.value);
  if (store === undefined || settings === undefined) return null;
  const place = settings.keepOnDisk ? 'on this computer' : 'in memory until Porthole ends';
  return (
    <p className={classes.store}>
      {store.kept} {store.kept === 1 ? 'request' : 'requests'}, {formatBytes(store.bytes)} {place}
      {store.dropped > 0 && ` · ${store.dropped} not captured: more came than capturing may cost`}
      {failure !== undefined && rows !== undefined && ` · ${failure}`}
      {!settings.enabled && rows !== undefined && rows.length > 0 && ' · capturing is off'}
    </p>
  );
}
