import type { Preferences } from '../../../shared/contract/settings.ts';
import { checkPort } from '../../format/check-port.ts';
import { ask } from '../../rpc/ask.ts';
import { LineForm, type Outcome } from './line-form.tsx';

/** Who is told of alerts, and where programs read the metrics. */
export function ObservingSettings({ preferences }: { preferences: Preferences }) {
  return (
    <>
      <LineForm
        id="alert-webhook"
        label="Webhook for alerts"
        hint="Each alert is sent there as JSON by POST, once when it begins and once when it is over."
        button="Save webhook"
        kept={preferences.alertWebhook ?? ''}
        save={(alertWebhook) => update({ alertWebhook })}
        act={{ label: 'Send a test', run: sendTest }}
      />
      <LineForm
        id="metrics-port"
        label="Port for metrics"
        hint="Serves /metrics for Prometheus, /livez, /readyz and /healthz to this computer alone."
        button="Save port"
        kept={
          preferences.metricsPort === undefined || preferences.metricsPort === null
            ? ''
            : String(preferences.metricsPort)
        }
        save={(text) => savePort(text)}
      />
    </>
  );
}

async function sendTest(url: string): Promise<Outcome> {
  const answer = await ask((client) => client.alerts.testWebhook({ url }));
  return answer.ok
    ? { good: answer.value.accepted, message: answer.value.message }
    : { good: false, message: answer.message };
}

async function savePort(text: string): Promise<string | undefined> {
  if (text === '') return update({ metricsPort: null });
  return checkPort(text) ?? (await update({ metricsPort: Number(text) }));
}

async function update(change: Partial<Preferences>): Promise<string | undefined> {
  const answer = await ask((client) => client.settings.update(change));
  return answer.ok ? undefined : answer.message;
}
