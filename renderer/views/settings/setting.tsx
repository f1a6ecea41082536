import type { ReactNode } from 'react';
import classes from './settings-view.module.css';

/** One line of the settings: what it is on the left, what is chosen on the right. */
export function Setting({ label, hint, children }: { label: string; hint?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes.setting}>
      <div className={classes.words}>
        <span className={classes.label}>{label}</span>
        {hint !== undefined && <span className={classes.hint}>{hint}</span>}
      </div>
      <div className={classes.control}>{children}</div>
    </div>
  );
}
