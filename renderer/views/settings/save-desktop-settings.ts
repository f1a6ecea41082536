import type { DesktopSettings } from '../../../shared/contract/desktop-settings.ts';
import { toast } from '../../actions/toast.tsx';
import { ask } from '../../rpc/ask.ts';

/** Changes what was chosen of the desktop app, or says why it cannot be. */
export async function saveDesktopSettings(change: Partial<DesktopSettings>): Promise<void> {
  const answer = await ask((client) => client.desktop.update(change));
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
