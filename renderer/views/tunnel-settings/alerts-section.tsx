import { Button, Checkbox, TextInput } from '@mantine/core';
import { Link } from 'wouter';
import { FormSection } from '../../components/form-section.tsx';
import tabForm from '../../components/tab-form.module.css';
import type { SectionProps } from './section-props.ts';
import classes from './tunnel-settings.module.css';
import { alertsFormOf, USUAL_ALERTS } from './watching-form.ts';

type LimitName = 'down' | 'errors' | 'slow';

interface Limit {
  name: LimitName;
  label: string;
  description: string;
}

const DOWN: Limit = {
  name: 'down',
  label: 'Down for, seconds',
  description: `Default: ${USUAL_ALERTS.down}. Empty: never.`,
};
/** Of HTTP alone: of other tunnels nobody knows what an answer is. */
const HTTP_LIMITS: readonly Limit[] = [
  {
    name: 'errors',
    label: 'Errors above, %',
    description: `Share of 5xx in 5 minutes, of at least 20 answers. Default: ${USUAL_ALERTS.errors}. Empty: never.`,
  },
  {
    name: 'slow',
    label: '95th percentile above, ms',
    description: 'Of the durations of 5 minutes, of at least 20 answers. Empty, the default: never.',
  },
];
const USUAL_FORM = alertsFormOf(USUAL_ALERTS);

/** When the user is told that something is wrong with the tunnel. */
export function AlertsSection({ kind, form, errors, change }: SectionProps) {
  const { down, slow, expiry, server } = form;
  const isUsual = JSON.stringify({ down, errors: form.errors, slow, expiry, server }) === JSON.stringify(USUAL_FORM);
  const field = ({ name, label, description }: Limit) => (
    <TextInput
      key={name}
      label={label}
      description={description}
      inputMode="decimal"
      value={form[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      error={errors[name]}
      autoComplete="off"
    />
  );
  return (
    <FormSection
      title="Alerts"
      hint="Each is told of once when it begins and once when it is over: in Activity, and to the webhook of Settings."
    >
      <div className={tabForm.pair}>{field(DOWN)}</div>
      {kind === 'http' && <div className={tabForm.pair}>{HTTP_LIMITS.map(field)}</div>}
      <Checkbox
        label="Its certificate, token or licence ends soon"
        description="14 days before a certificate or a licence ends, 7 days before a token does. Default: on."
        checked={expiry}
        onChange={(event) => change({ expiry: event.currentTarget.checked })}
      />
      <Checkbox
        label="Its exit server cannot be reached"
        description="For 30 s. Told of once for all tunnels of the server. Default: on."
        checked={server}
        onChange={(event) => change({ server: event.currentTarget.checked })}
      />
      <div className={classes.acts}>
        <Button variant="default" disabled={isUsual} onClick={() => change(USUAL_FORM)}>
          Use the defaults
        </Button>
        <Link href="/settings" className={classes.link}>
          Webhook for alerts
        </Link>
      </div>
    </FormSection>
  );
}
