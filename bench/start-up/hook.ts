import { registerHooks } from 'node:module';

/** Loaded by `node --import` before the app's main bundle. */
const STUB = new URL('./electron-stub.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: STUB, shortCircuit: true } : next(specifier, context),
});
