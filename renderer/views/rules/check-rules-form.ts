import type { ZodError } from 'zod';
import { RulesEdit } from '../../../shared/contract/rules.ts';
import { linesOf, type RulesForm, rulesEditOf } from './rules-form.ts';

/**
 * What is wrong with the form, by field: `routes.0.path`, `basicAuth.1.password`, `allow`. A list of addresses is one field, whose text
 * names the line. `form`: what belongs to no field.
 */
export type RulesErrors = Readonly<Record<string, string>>;

/** Numbers that a schema only calls wrong, in plain words. */
const NUMBERS: Readonly<Record<string, string>> = {
  requestsPerSecond: 'Use a number from 0.1 to 100000.',
  maxBodyBytes: 'Use a whole number of bytes, or a number such as 10 with a unit.',
  expiresAt: 'Choose a day and a time.',
  idleMinutes: 'Use a whole number of minutes, at most 525600.',
};

/** Says what is wrong with each field, before anything is sent; empty where it can be sent. @param now ms since the epoch */
export function checkRulesForm(form: RulesForm, now: number): RulesErrors {
  const edit = rulesEditOf(form);
  const read = RulesEdit.safeParse(edit);
  const errors: Record<string, string> = read.success ? {} : fromIssues(read.error, form);
  form.basicAuth.forEach(({ user, password, known }, index) => {
    if (password === '' && user.trim() !== known) errors[`basicAuth.${index}.password`] ??= 'Enter a password.';
  });
  if (form.hostMode === 'fixed' && !/^[\x21-\x2e\x30-\x7e]{1,255}$/.test(form.fixedHost.trim())) {
    errors.hostHeader = 'Type a host such as shop.test, without http:// and without spaces.';
  }
  if (edit.expiresAt !== undefined && edit.expiresAt <= now)
    errors.expiresAt ??= 'This time is over: choose a later one.';
  return errors;
}

/** The engine's word on one field, put where the form shows that field. @param field e.g. `rules.allow.2` */
export function errorOfAnswer(form: RulesForm, field: string | undefined, message: string): RulesErrors {
  const path = field?.split('.') ?? [];
  if (path[0] === 'rules') path.shift();
  if (path.length === 0) return { form: message };
  return { [placeOf(path)]: withLine(form, path, message) };
}

function fromIssues(error: ZodError, form: RulesForm): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of error.issues) {
    const field = placeOf(path);
    errors[field] ??= NUMBERS[field] ?? withLine(form, path, message);
  }
  return errors;
}

function placeOf(path: readonly PropertyKey[]): string {
  const [field] = path;
  if (field === undefined) return 'form';
  return field === 'allow' || field === 'deny' ? field : path.map(String).join('.');
}

/** Says of a line in a list which one it is. */
function withLine(form: RulesForm, [field, index]: readonly PropertyKey[], message: string): string {
  if (field !== 'allow' && field !== 'deny') return message;
  const wrong = index === undefined ? undefined : linesOf(form[field])[Number(index)];
  return wrong === undefined ? message : `Line ${wrong.line}, ${wrong.text}: ${message}`;
}
