/** Members that JavaScript itself looks for on any object. */
const ASKED_BY_THE_LANGUAGE: ReadonlySet<PropertyKey> = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'length',
  'name',
]);

/**
 * Wraps a part of the stand-in so that using anything it lacks throws: a test must never pass because a call went nowhere.
 *
 * @param name of the part, for the message
 */
export function loud<T extends object>(name: string, part: T): T {
  return new Proxy(part, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string' && !ASKED_BY_THE_LANGUAGE.has(key)) {
        throw new Error(`The stand-in for Electron has no ${name}.${key}: add it to e2e/stand-in/.`);
      }
      const value: unknown = Reflect.get(target, key, target);
      // Methods run on the part itself: private fields do not live on a proxy.
      return typeof value === 'function' && !isClass(value) ? value.bind(target) : value;
    },
    set(target, key, value) {
      if (!(key in target)) throw new Error(`The stand-in for Electron has no ${name}.${String(key)} to set.`);
      return Reflect.set(target, key, value, target);
    },
  });
}

function isClass(value: object): boolean {
  return Function.prototype.toString.call(value).startsWith('class ');
}
