import type { CapturedField } from '../../../shared/contract/captured-request.ts';
import classes from './fields-table.module.css';

/** Fields of a head in their order. A masked value was never kept, so there is nothing to show. */
export function FieldsTable({ title, fields }: { title: string; fields: readonly CapturedField[] }) {
  if (fields.length === 0) return <p className={classes.none}>No fields.</p>;
  return (
    <table className={classes.table} aria-label={title}>
      <tbody>
        {fields.map(([name, value], index) => (
          <tr key={index}>
            <th scope="row">{name}</th>
            <td>{value === null ? <span className={classes.masked}>masked, not kept</span> : value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
