import { useEffect, useRef, useState } from 'react';

/** How long typing pauses before the store is asked, ms. */
const TYPING_MS = 200;

/** What is being typed into a filter, and what sets it; `onSettled` hears of it once typing pauses. */
export function useTyped<Value>(kept: Value, onSettled: (typed: Value) => void): [Value, (typed: Value) => void] {
  const [typed, setTyped] = useState(kept);
  const settled = useRef(onSettled);
  useEffect(() => {
    settled.current = onSettled;
  }, [onSettled]);
  useEffect(() => {
    if (typed === kept) return;
    const timer = setTimeout(() => settled.current(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, kept]);
  return [typed, setTyped];
}
