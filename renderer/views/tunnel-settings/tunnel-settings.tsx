import { useMemo } from 'react';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { toast } from '../../actions/toast.tsx';
import { TabForm } from '../../components/tab-form.tsx';
import { useAnswered, useTabDraft } from '../../components/use-tab-draft.ts';
import { ask } from '../../rpc/ask.ts';
import { AlertsSection } from './alerts-section.tsx';
import { HealthCheckSection } from './health-check-section.tsx';
import { useWatchingDrafts } from './watching-drafts.ts';
import {
  checkWatchingForm,
  isWatchingChanged,
  type WatchingForm,
  watchingChanges,
  watchingFormOf,
} from './watching-form.ts';

/** How a tunnel's service is asked whether it is well, and when its user is told that something is wrong. */
export function TunnelSettings({ tunnel }: { tunnel: Tunnel }) {
  const { id, kind, name, upstream } = tunnel;
  const [now, setAnswered] = useAnswered(tunnel);
  const held = useMemo(() => watchingFormOf(now), [now]);
  const send = async (form: WatchingForm) => {
    const answer = await ask((client) => client.tunnels.update({ id, edit: watchingChanges(form, now) }));
    if (!answer.ok) return placed(answer);
    setAnswered(answer.value);
    toast('Saved. It counts from now on.', { tone: 'good' });
    return undefined;
  };
  const draft = useTabDraft({
    tunnelId: id,
    drafts: useWatchingDrafts,
    held,
    isChanged: (form) => isWatchingChanged(form, now),
    check: (form) => checkWatchingForm(form, kind),
    send,
  });
  const { form, errors, change } = draft;
  const section = { kind, form, errors, change };
  return (
    <TabForm label={`Settings of ${name}`} draft={draft}>
      {kind === 'http' && !upstream.startsWith('folder:') && <HealthCheckSection {...section} />}
      <AlertsSection {...section} />
    </TabForm>
  );
}

/** The engine's word beside its field, where the form has it. */
function placed({ message, field }: { message: string; field?: string }): Record<string, string> {
  const shown = ['path', 'status', 'interval', 'down', 'errors', 'slow'];
  return { [field !== undefined && shown.includes(field) ? field : 'form']: message };
}
