import { Select, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import tabForm from '../../components/tab-form.module.css';
import type { SectionProps } from './section-props.ts';
import type { WatchingForm } from './watching-form.ts';

const WAYS: { value: WatchingForm['checkBy']; label: string }[] = [
  { value: 'connect', label: 'Connecting to its port (default)' },
  { value: 'path', label: 'Asking for a path over HTTP' },
];

/** How the service is asked whether it is well. */
export function HealthCheckSection({ form, errors, change }: SectionProps) {
  return (
    <FormSection
      title="Health check"
      hint="What the light of the port goes by. A service that takes connections may still say that it is not well."
    >
      <Select
        label="The service is checked by"
        data={WAYS}
        value={form.checkBy}
        onChange={(checkBy) => checkBy !== null && change({ checkBy: checkBy as WatchingForm['checkBy'] })}
        error={errors.healthCheck}
      />
      {form.checkBy === 'path' && <CheckFields form={form} errors={errors} change={change} />}
    </FormSection>
  );
}

function CheckFields({ form, errors, change }: Omit<SectionProps, 'kind'>) {
  return (
    <>
      <TextInput
        label="Path"
        description="Such as /healthz. It is asked for by GET, straight from the service."
        value={form.path}
        onChange={(event) => change({ path: event.currentTarget.value })}
        error={errors.path}
        autoComplete="off"
        spellCheck={false}
      />
      <div className={tabForm.pair}>
        <TextInput
          label="Expected status"
          description="Empty: any from 200 to 399."
          inputMode="numeric"
          value={form.status}
          onChange={(event) => change({ status: event.currentTarget.value })}
          error={errors.status}
          autoComplete="off"
        />
        <TextInput
          label="Seconds between checks"
          description="Default: 10. Varied by a tenth."
          inputMode="numeric"
          value={form.interval}
          onChange={(event) => change({ interval: event.currentTarget.value })}
          error={errors.interval}
          autoComplete="off"
        />
      </div>
    </>
  );
}
