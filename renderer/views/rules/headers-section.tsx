import { Select, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import tabForm from '../../components/tab-form.module.css';
import { hasPart } from '../../format/fitting-rules.ts';
import { RowList } from './row-list.tsx';
import { type HeaderRow, newRow, type RulesForm } from './rules-form.ts';
import classes from './rules-view.module.css';
import type { SectionProps } from './section-props.ts';

/** Of one direction, as the schema has it. */
const MAX_HEADER_EDITS = 32;

const HOST_MODES = [
  { value: 'keep', label: 'The public host, as the visitor sent it' },
  { value: 'upstream', label: 'The address of the service itself' },
  { value: 'fixed', label: 'A fixed host' },
] as const;

const ACTS = [
  { value: 'set', label: 'Set' },
  { value: 'add', label: 'Add' },
  { value: 'remove', label: 'Remove' },
] as const;

/** What changes in requests and answers on their way. */
export function HeadersSection({ kind, form, errors, change }: SectionProps) {
  if (!hasPart(kind, 'headers')) {
    return (
      <FormSection title="Headers" hint="Some dev servers only answer to their own address.">
        <HostFields form={form} error={errors.hostHeader} change={change} />
      </FormSection>
    );
  }
  return (
    <FormSection
      title="Headers"
      hint="Set replaces a header, Add leaves those that are there, Remove takes them away. From top to bottom."
    >
      <HostFields form={form} error={errors.hostHeader} change={change} />
      <HeaderList
        title="In requests"
        noun="request header"
        field="requestHeaders"
        rows={form.requestHeaders}
        errors={errors}
        set={(requestHeaders) => change({ requestHeaders })}
      />
      <HeaderList
        title="In answers"
        noun="answer header"
        field="responseHeaders"
        rows={form.responseHeaders}
        errors={errors}
        set={(responseHeaders) => change({ responseHeaders })}
      />
    </FormSection>
  );
}

function HostFields({ form, error, change }: { error: string | undefined } & Pick<SectionProps, 'form' | 'change'>) {
  return (
    <div className={tabForm.pair}>
      <Select
        className={form.hostMode === 'fixed' ? '' : (tabForm.whole ?? '')}
        label="Host header"
        description="What your service is told that it is called."
        data={HOST_MODES}
        value={form.hostMode}
        onChange={(value) => value !== null && change({ hostMode: value as RulesForm['hostMode'] })}
        error={form.hostMode === 'fixed' ? undefined : error}
      />
      {form.hostMode === 'fixed' && (
        <TextInput
          label="Fixed host"
          classNames={{ input: classes.mono ?? '' }}
          value={form.fixedHost}
          onChange={(event) => change({ fixedHost: event.currentTarget.value })}
          error={error}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </div>
  );
}

interface HeaderListProps extends Pick<SectionProps, 'errors'> {
  title: string;
  noun: string;
  field: 'requestHeaders' | 'responseHeaders';
  rows: readonly HeaderRow[];
  set: (rows: HeaderRow[]) => void;
}

function HeaderList({ title, noun, field, rows, errors, set }: HeaderListProps) {
  return (
    <RowList
      title={title}
      noun={noun}
      rows={rows}
      max={MAX_HEADER_EDITS}
      make={(): HeaderRow => newRow({ act: 'set', name: '', value: '' })}
      set={set}
    >
      {(row, index, change, name) => (
        <>
          <Select
            className={classes.act ?? ''}
            aria-label={`What happens to ${name}`}
            data={ACTS}
            value={row.act}
            onChange={(act) => act !== null && change({ act: act as HeaderRow['act'] })}
          />
          <TextInput
            className={classes.grow ?? ''}
            classNames={{ input: classes.mono ?? '' }}
            aria-label={`Name of ${name}`}
            placeholder="X-Name"
            value={row.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={errors[`${field}.${index}.name`]}
            autoComplete="off"
            spellCheck={false}
          />
          <TextInput
            className={classes.grow ?? ''}
            classNames={{ input: classes.mono ?? '' }}
            aria-label={`Value of ${name}`}
            style={{ visibility: row.act === 'remove' ? 'hidden' : 'visible' }}
            placeholder={row.act === 'remove' ? '' : 'value'}
            disabled={row.act === 'remove'}
            value={row.act === 'remove' ? '' : row.value}
            onChange={(event) => change({ value: event.currentTarget.value })}
            error={errors[`${field}.${index}.value`]}
            autoComplete="off"
            spellCheck={false}
          />
        </>
      )}
    </RowList>
  );
}
