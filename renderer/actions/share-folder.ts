import { navigate } from 'wouter/use-hash-location';
import { ask } from '../rpc/ask.ts';
import { useConnection } from '../state/connection-store.ts';
import { useDraft } from '../state/draft-store.ts';
import { shareTarget } from './share-target.tsx';
import { toast } from './toast.tsx';

/** Shares a folder that the user chooses in a dialog of the system; where there is none its path is typed into the share field. */
export async function shareFolder(): Promise<void> {
  navigate('/');
  const { setTarget, wishFocus } = useDraft.getState();
  if (useConnection.getState().info?.canChooseFolder !== true) {
    setTarget('~/');
    wishFocus();
    return;
  }
  const chosen = await ask((client) => client.app.chooseFolder());
  if (!chosen.ok) return toast(chosen.message, { tone: 'bad' });
  if (chosen.value.path === undefined) return;
  const answer = await shareTarget(chosen.value.path);
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
