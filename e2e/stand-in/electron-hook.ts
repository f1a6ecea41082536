import { registerHooks } from 'node:module';

/** Loaded by `node --import` before the app's main bundle: whoever imports `electron` gets the stand-in. */
const STAND_IN = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    // The stand-in's own imports of `electron` are types, which are gone when it runs.
    return specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : nextResolve(specifier, context);
  },
});
