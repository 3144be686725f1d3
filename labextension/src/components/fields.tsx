import * as React from 'react';
import type { Field, Finding } from '../tokens';
import { useSurroundings } from './context';
import { Findings } from './findings';
import { Note } from './notes';

/** The field's name in a place's label, which may be the bare name or say "form field 'aim'". */
function nameIn(label: string): string {
  return label.match(/'([^']+)'/)?.[1] ?? label;
}

/** The findings that speak of a field, and those that speak of none. */
export function sortByField(findings: readonly Finding[], fields: readonly Field[]): Map<string, Finding[]> {
  const known = new Map(
    fields.flatMap(
      field =>
        [
          [field.name, field.name],
          [field.label, field.name]
        ] as const
    )
  );
  const sorted = new Map<string, Finding[]>();
  for (const finding of findings) {
    const labels = finding.where.filter(where => where.kind === 'field').map(where => nameIn(where.label));
    const key = labels.map(label => known.get(label)).find(name => name !== undefined) ?? '';
    sorted.set(key, [...(sorted.get(key) ?? []), finding]);
  }
  return sorted;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

interface Props {
  field: Field;
  value: string;
  findings: Finding[];
  /** What was answered elsewhere while it was answered here. */
  other?: string;
  settle: (mine: boolean) => void;
  onChange: (value: string) => void;
  onLeave: () => void;
}

/** Another window answered the same field meanwhile: neither answer is thrown away unseen. */
function Disputed({ other, settle }: { other: string; settle: (mine: boolean) => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Note
      tone="warn"
      message={
        other === ''
          ? trans.__('Cleared elsewhere while you wrote here.')
          : trans.__('Changed elsewhere while you wrote here. It says there: “%1”', other)
      }
    >
      <button type="button" className="jp-Airlock-button" onClick={() => settle(true)}>
        {trans.__('Keep what is here')}
      </button>
      <button type="button" className="jp-Airlock-button" onClick={() => settle(false)}>
        {trans.__('Take the other')}
      </button>
    </Note>
  );
}

/** One field of the request form, with what the rules say about it underneath. */
export function FieldInput(props: Props): React.JSX.Element {
  const { field, value, findings, other, settle, onChange, onLeave } = props;
  const { trans } = useSurroundings();
  const id = React.useId();
  const common = {
    id,
    'aria-required': field.required,
    'aria-invalid': findings.some(finding => finding.severity === 'fail'),
    'aria-describedby': field.help || findings.length ? `${id}-more` : undefined,
    onBlur: onLeave
  };
  const control = (): React.JSX.Element => {
    switch (field.kind) {
      case 'long':
        return (
          <textarea {...common} rows={3} value={value} onChange={event => onChange(event.target.value)} />
        );
      case 'choice':
        return (
          <select {...common} value={value} onChange={event => onChange(event.target.value)}>
            <option value="">{trans.__('Choose…')}</option>
            {field.options.map(option => (
              <option key={option}>{option}</option>
            ))}
          </select>
        );
      case 'check':
        return (
          <input
            {...common}
            type="checkbox"
            checked={value !== ''}
            onChange={event => onChange(event.target.checked ? 'Yes' : '')}
          />
        );
      case 'date':
        // what was written another way elsewhere stays visible as it is
        return (
          <input
            {...common}
            type={value === '' || ISO_DATE.test(value) ? 'date' : 'text'}
            value={value}
            onChange={event => onChange(event.target.value)}
          />
        );
      default:
        return <input {...common} value={value} onChange={event => onChange(event.target.value)} />;
    }
  };
  return (
    <div className="jp-Airlock-field" data-kind={field.kind} data-field={field.name}>
      <label htmlFor={id}>
        {field.label}
        {field.required && <span className="jp-Airlock-required">{trans.__('required')}</span>}
      </label>
      {control()}
      <div id={`${id}-more`}>
        {field.help && <p className="jp-Airlock-quiet">{field.help}</p>}
        {other !== undefined && <Disputed other={other} settle={settle} />}
        <Findings findings={findings} label={trans.__('About %1', field.label)} here />
      </div>
    </div>
  );
}
