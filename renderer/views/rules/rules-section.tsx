import { type ReactNode, useId } from 'react';
import classes from './rules-view.module.css';

/** One subject of the rules: what it is on the left, its fields on the right. */
export function RulesSection({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
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
