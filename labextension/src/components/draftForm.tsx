import * as React from 'react';
import { same } from '../state';
import type { AirlockRequest, Field, Finding, Info, Item } from '../tokens';
import { useSurroundings } from './context';
import { FieldInput, sortByField } from './fields';
import { Findings } from './findings';
import { ParticipantsField } from './participantsField';
import { useSaved } from './saved';
import { Templates } from './templates';

const stops = (finding: Finding): boolean => finding.severity === 'fail';

/** What still has to be answered before the request can be sealed; each name leads to its field. */
function Missing({ fields }: { fields: Field[] }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const list = React.useRef<HTMLParagraphElement>(null);
  const go = (name: string): void =>
    list.current
      ?.closest('form')
      ?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"] :is(input, select, textarea)`)
      ?.focus();
  if (fields.length === 0) {
    return null;
  }
  return (
    <p className="jp-Airlock-missing" ref={list}>
      <span className="jp-Airlock-quiet">{trans.__('Before it can be submitted:')}</span>{' '}
      {fields.map(field => (
        <button key={field.name} type="button" className="jp-Airlock-link" onClick={() => go(field.name)}>
          {field.label}
        </button>
      ))}
    </p>
  );
}

interface OutputsProps {
  /** Of the request. */
  id: string;
  chosen: string[];
  staged: Item[];
}

function OutputsView({ id, chosen, staged }: OutputsProps): React.JSX.Element {
  const { trans, model } = useSurroundings();
  const among = new Set(chosen);
  const toggle = (item: string, wanted: boolean): void => {
    const all = staged.map(other => other.id);
    const items = all.filter(other => (other === item ? wanted : among.has(other)));
    void model.editRequest(id, { items });
  };
  return (
    <fieldset>
      <legend>{trans.__('Outputs in this request')}</legend>
      {staged.length === 0 && <p className="jp-Airlock-quiet">{trans.__('Nothing is staged.')}</p>}
      {staged.map(item => (
        <label key={item.id} className="jp-Airlock-tick">
          <input
            type="checkbox"
            checked={among.has(item.id)}
            onChange={event => toggle(item.id, event.target.checked)}
          />
          <code>{item.export?.file ?? item.name}</code>
        </label>
      ))}
    </fieldset>
  );
}

/** Which outputs go: drawn anew when that changes, not at each key in a field below. */
const Outputs = React.memo(
  OutputsView,
  (before, now) => before.id === now.id && before.staged === now.staged && same(before.chosen, now.chosen)
);

interface Props {
  request: AirlockRequest;
  info: Info;
  staged: Item[];
}

/** The form of a draft: which outputs go, and the fields that the back end asks for. */
export function DraftForm({ request, info, staged }: Props): React.JSX.Element {
  const { trans } = useSurroundings();
  const { answers: form, disputed, waiting, change, send, settle } = useSaved(request, staged);
  const findings = sortByField(request.findings, info.form);
  const [touched, setTouched] = React.useState<ReadonlySet<string>>(new Set());
  const touch = (name: string): void => setTouched(new Set([...touched, name]));
  return (
    <form
      className="jp-Airlock-form"
      onSubmit={event => event.preventDefault()}
      onKeyDown={event => event.stopPropagation()}
    >
      <Outputs id={request.id} chosen={request.items} staged={staged} />
      <Templates request={request} form={form} fill={change} />
      {info.form.map(field => (
        <FieldInput
          key={field.name}
          field={field}
          value={form[field.name] ?? ''}
          findings={touched.has(field.name) || form[field.name] ? (findings.get(field.name) ?? []) : []}
          other={disputed.has(field.name) ? (request.form[field.name] ?? '') : undefined}
          settle={mine => settle(field.name, mine)}
          onChange={answer => change({ [field.name]: answer })}
          onLeave={() => {
            touch(field.name);
            send();
          }}
        />
      ))}
      <ParticipantsField id={request.id} stamp={request.items.join(' ')} />
      <Findings findings={findings.get('') ?? []} label={trans.__('Findings of the whole request')} />
      {waiting && (
        <p className="jp-Airlock-quiet" role="status">
          {trans.__('Not saved yet. What you typed is kept in this browser until it is.')}
        </p>
      )}
      <Missing fields={info.form.filter(field => (findings.get(field.name) ?? []).some(stops))} />
    </form>
  );
}
