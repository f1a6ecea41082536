import { type ReactNode, useId } from 'react';
import classes from './tab-form.module.css';

/** One subject of a form: what it is on the left, its fields on the right. */
export function FormSection({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.words}>
        <h2 id={id}>{title}</h2>
        <p>{hint}</p>
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}
