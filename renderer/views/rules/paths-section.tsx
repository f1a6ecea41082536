import { Checkbox, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import { RowList } from './row-list.tsx';
import { newRow } from './rules-form.ts';
import classes from './rules-view.module.css';
import type { SectionProps } from './section-props.ts';

/** As the schema has it. */
const MAX_ROUTES = 32;

/** Paths that lead to other services. */
export function PathsSection({ form, errors, change }: SectionProps) {
  return (
    <FormSection title="Paths" hint="Requests below a path go to another service of this computer or its network.">
      <RowList
        title="Paths that lead elsewhere"
        noun="path"
        rows={form.routes}
        max={MAX_ROUTES}
        make={() => newRow({ path: '', upstream: '', stripPrefix: false })}
        set={(routes) => change({ routes })}
      >
        {(row, index, set, name) => (
          <>
            <TextInput
              className={classes.grow ?? ''}
              classNames={{ input: classes.mono ?? '' }}
              aria-label={`Path of ${name}`}
              placeholder="/api"
              value={row.path}
              onChange={(event) => set({ path: event.currentTarget.value })}
              error={errors[`routes.${index}.path`] ?? errors[`routes.${index}`]}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              className={classes.grow ?? ''}
              classNames={{ input: classes.mono ?? '' }}
              aria-label={`Address of ${name}`}
              placeholder="http://127.0.0.1:4000"
              value={row.upstream}
              onChange={(event) => set({ upstream: event.currentTarget.value })}
              error={errors[`routes.${index}.upstream`]}
              autoComplete="off"
              spellCheck={false}
            />
            <Checkbox
              className={classes.check ?? ''}
              label="Strip path"
              aria-label={`Strip path of ${name}`}
              title="The service gets /x instead of /api/x."
              checked={row.stripPrefix}
              onChange={(event) => set({ stripPrefix: event.currentTarget.checked })}
            />
          </>
        )}
      </RowList>
    </FormSection>
  );
}
