import { type ComponentType, lazy } from 'react';

/** Between two tries to fetch a view's code, ms: the engine that serves it may be away. */
const AGAIN_MS = 1_000;

const waiting: (() => Promise<unknown>)[] = [];

/**
 * A view whose code comes after that of the first one. It is fetched as soon as the page stands (`fetchLaterViews`), so that a click on its link finds
 * it there, also while the engine is away.
 */
export function laterView<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: Promise<{ default: ComponentType<Props> }> | undefined;
  const once = () => {
    loaded ??= insist(load).then((view) => ({ default: view }));
    return loaded;
  };
  waiting.push(once);
  return lazy(once);
}

/** Fetches the code of all views that are not there yet, in times in which the page has nothing else to do. */
export function fetchLaterViews(): void {
  for (const load of waiting.splice(0)) requestIdleCallback(() => void load());
}

async function insist<Value>(load: () => Promise<Value>): Promise<Value> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
