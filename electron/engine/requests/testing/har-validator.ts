import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject } from 'ajv';

const require = createRequire(import.meta.url);

/** Checks values against the JSON schema of HAR 1.2 as the package har-schema has it; returns what is wrong. */
export function harValidator() {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    formats: { 'date-time': isDateTime, date: isDateTime, uri: URL.canParse },
  });
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
  const schemas: Record<string, AnySchemaObject> = require('har-schema');
  for (const schema of Object.values(schemas)) ajv.addSchema(schema);
  const validate = ajv.getSchema('har.json#');
  if (!validate) throw new Error('har-schema has no har.json');
  return (value: unknown) => (validate(JSON.parse(JSON.stringify(value))) ? [] : validate.errors);
}

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
}
