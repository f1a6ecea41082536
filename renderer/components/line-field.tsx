import { TextInput } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import classes from './line-field.module.css';

interface LineFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onType: (text: string) => void;
  /** What is wrong with the value and what to do. */
  error: string | undefined;
  /** The button that does something with the value; stands beside the input whatever is said below it. */
  button: ReactNode;
  ref: Ref<HTMLInputElement>;
}

/** The one line of a view into which addresses and links are typed or pasted. */
export function LineField({ label, placeholder, value, onType, error, button, ref }: LineFieldProps) {
  return (
    <TextInput
      ref={ref}
      size="md"
      classNames={{ label: classes.label ?? '', input: classes.input ?? '' }}
      label={label}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
      error={error}
      inputContainer={(input) => (
        <div className={classes.line}>
          {input}
          {button}
        </div>
      )}
      autoComplete="off"
      spellCheck={false}
    />
  );
}
