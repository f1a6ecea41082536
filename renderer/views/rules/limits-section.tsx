import { Select, Textarea, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import tabForm from '../../components/tab-form.module.css';
import { hasPart } from '../../format/fitting-rules.ts';
import { BODY_UNITS, type BodyUnit } from './body-size.ts';
import classes from './rules-view.module.css';
import type { SectionProps } from './section-props.ts';

const HINT_HTTP = 'Which networks may visit, and how much one visitor may ask for.';
const HINT_BYTES = 'Which networks may connect, and how often one visitor may.';

/** From where visitors may come, and how much. */
export function LimitsSection({ kind, form, errors, change }: SectionProps) {
  const isHttp = kind === 'http';
  return (
    <FormSection title="From where, and how much" hint={isHttp ? HINT_HTTP : HINT_BYTES}>
      <div className={tabForm.pair}>
        <AddressList
          label="Allowed addresses"
          description="One address or range a line. Empty: from everywhere."
          value={form.allow}
          onType={(allow) => change({ allow })}
          error={errors.allow}
        />
        <AddressList
          label="Refused addresses"
          description="They are refused also where the other list allows them."
          value={form.deny}
          onType={(deny) => change({ deny })}
          error={errors.deny}
        />
      </div>
      <div className={tabForm.pair}>
        <TextInput
          label={isHttp ? 'Requests a second' : 'Connections a second'}
          description="Of one visitor; twice as many at once pass. Empty: no limit."
          inputMode="decimal"
          value={form.requestsPerSecond}
          onChange={(event) => change({ requestsPerSecond: event.currentTarget.value })}
          error={errors.requestsPerSecond}
          autoComplete="off"
        />
        {hasPart(kind, 'body') && <BodySize form={form} error={errors.maxBodyBytes} change={change} />}
      </div>
    </FormSection>
  );
}

interface AddressListProps {
  label: string;
  description: string;
  value: string;
  onType: (text: string) => void;
  error: string | undefined;
}

function AddressList({ label, description, value, onType, error }: AddressListProps) {
  return (
    <Textarea
      label={label}
      description={description}
      classNames={{ input: classes.mono ?? '' }}
      rows={4}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
      error={error}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

interface BodySizeProps extends Pick<SectionProps, 'form' | 'change'> {
  error: string | undefined;
}

function BodySize({ form, error, change }: BodySizeProps) {
  return (
    <TextInput
      label="Largest body of a request"
      description="Empty: no limit."
      inputMode="decimal"
      value={form.bodySize}
      onChange={(event) => change({ bodySize: event.currentTarget.value })}
      error={error}
      autoComplete="off"
      inputContainer={(input) => (
        <div className={classes.size}>
          <div className={classes.grow}>{input}</div>
          <Select
            className={classes.unit ?? ''}
            aria-label="Unit of the largest body"
            data={Object.keys(BODY_UNITS)}
            value={form.bodyUnit}
            onChange={(unit) => unit !== null && change({ bodyUnit: unit as BodyUnit })}
          />
        </div>
      )}
    />
  );
}
