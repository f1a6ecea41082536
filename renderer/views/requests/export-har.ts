import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { harLog } from '../../../shared/requests/har-log.ts';
import { saveFile } from '../../actions/save-file.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';
import { useConnection } from '../../state/connection-store.ts';

/** Saves the requests that fit a filter as a HAR 1.2 file. */
export async function exportHar(filter: RequestFilter): Promise<void> {
  const entries: unknown[] = [];
  let before: number | undefined;
  do {
    const from = before;
    const answer = await ask((client) => client.requests.har({ filter, before: from }));
    if (!answer.ok) return toast(answer.message, { tone: 'bad' });
    entries.push(...answer.value.entries);
    before = answer.value.next;
  } while (before !== undefined);
  if (entries.length === 0) return toast('There are no requests to export.', { tone: 'plain' });
  const version = useConnection.getState().info?.version ?? '';
  const name = `porthole-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.har`;
  saveFile(name, JSON.stringify(harLog(entries, version), null, 2));
  toast(`Exported ${entries.length} ${entries.length === 1 ? 'request' : 'requests'}, masked values masked.`, {
    tone: 'good',
  });
}
