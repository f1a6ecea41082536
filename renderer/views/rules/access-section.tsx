import { PasswordInput, TextInput } from '@mantine/core';
import { FormSection } from '../../components/form-section.tsx';
import { momentWords } from '../../format/rules-words.ts';
import { RowList } from './row-list.tsx';
import { type AccountRow, type LinkRow, newRow, type TokenRow } from './rules-form.ts';
import classes from './rules-view.module.css';
import type { SectionProps } from './section-props.ts';

/** Of each kind, as the schema has it. */
const MAX_CREDENTIALS = 32;

/** Who may visit: accounts, bearer tokens, and links for one visitor. */
export function AccessSection({ kind, form, errors, change }: SectionProps) {
  return (
    <FormSection
      title="Who may visit"
      hint="Everybody, until you add an account, a token or a link. From then on a visitor needs one of them."
    >
      <RowList
        title="Accounts"
        noun="account"
        rows={form.basicAuth}
        max={MAX_CREDENTIALS}
        make={(): AccountRow => newRow({ user: '', password: '' })}
        set={(basicAuth) => change({ basicAuth })}
      >
        {(row, index, set, name) => (
          <>
            <TextInput
              className={classes.grow ?? ''}
              aria-label={`User name of ${name}`}
              placeholder="User name"
              value={row.user}
              onChange={(event) => set({ user: event.currentTarget.value })}
              error={errors[`basicAuth.${index}.user`]}
              autoComplete="off"
              spellCheck={false}
            />
            <PasswordInput
              className={classes.grow ?? ''}
              aria-label={`Password of ${name}`}
              placeholder={row.known !== undefined && row.known === row.user ? 'Unchanged' : 'Password'}
              value={row.password}
              onChange={(event) => set({ password: event.currentTarget.value })}
              error={errors[`basicAuth.${index}.password`]}
              autoComplete="new-password"
            />
          </>
        )}
      </RowList>
      <TokenList kind={kind} form={form} errors={errors} change={change} />
      <LinkList kind={kind} form={form} errors={errors} change={change} />
    </FormSection>
  );
}

function TokenList({ form, errors, change }: SectionProps) {
  return (
    <RowList
      title="Bearer tokens, for programs"
      noun="token"
      rows={form.bearer}
      max={MAX_CREDENTIALS}
      make={(): TokenRow => newRow({ label: '' })}
      set={(bearer) => change({ bearer })}
    >
      {(row, index, set, name) => (
        <>
          <TextInput
            className={classes.grow ?? ''}
            aria-label={`Label of ${name}`}
            placeholder="What it is for"
            value={row.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
            error={errors[`bearer.${index}.label`] ?? errors[`bearer.${index}`]}
            autoComplete="off"
          />
          <span className={classes.note}>{row.last4 === undefined ? 'Made when saved' : `Ends in …${row.last4}`}</span>
        </>
      )}
    </RowList>
  );
}

function LinkList({ form, errors, change }: SectionProps) {
  return (
    <RowList
      title="Links for one visitor: whoever opens one first is let in, and nobody after"
      noun="link"
      rows={form.links}
      max={MAX_CREDENTIALS}
      make={(): LinkRow => newRow({ label: '' })}
      set={(links) => change({ links })}
    >
      {(row, index, set, name) => (
        <>
          <TextInput
            className={classes.grow ?? ''}
            aria-label={`Label of ${name}`}
            placeholder="Who gets it"
            value={row.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
            error={errors[`links.${index}.label`] ?? errors[`links.${index}`]}
            autoComplete="off"
          />
          <span className={classes.note}>{linkState(row)}</span>
        </>
      )}
    </RowList>
  );
}

function linkState({ id, usedAt }: LinkRow): string {
  if (id === undefined) return 'Made when saved';
  return usedAt === undefined ? 'Not used yet' : `Used ${momentWords(usedAt, Date.now())}`;
}
